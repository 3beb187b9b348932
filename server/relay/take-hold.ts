import { mayTakeOver } from "#server/access/policy.ts";
import { OrielError } from "#server/errors.ts";
import type { LiveConsoles } from "./live-consoles.ts";
import type { Opening } from "./opening.ts";

/**
 * Makes a console the holder of its machine's serial line or SPICE display, which take one at a time. The console of whoever held
 * it ends, with its bytes, before this returns.
 * @throws {OrielError} console-held; not-allowed where somebody else's is to be taken over without the right to
 */
export function takeHold(opening: Opening, live: LiveConsoles): void {
  const { vm, person, takeOver } = opening.admission;
  const holder = live.holder(opening.admission);
  if (holder) {
    const { name } = holder.admission.person;
    if (!takeOver) throw new OrielError("console-held", `${name} holds it`);
    if (!mayTakeOver(person, { vm, personId: holder.admission.person.id })) throw new OrielError("not-allowed", `${name} holds it`);
  }
  opening.holds = true;
  holder?.end("console-taken");
}
