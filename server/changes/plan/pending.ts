import type { PlannedChange } from "#server/contract/display-plan.ts";
import { screenChanges } from "./describe.ts";
import type { Told } from "./told.ts";

/**
 * What the definition has that the running machine does not: it counts after power-off and on. Both must carry their secrets. That a
 * password is another one, or ends otherwise, is none of it: the running display has its own, and the portal sets it afresh.
 * @throws {Error} where a text is no domain's XML
 */
export function pendingChanges(definition: string, live: string): PlannedChange[] {
  return screenChanges(live, definition)
    .filter(isPending)
    .map((change) => ({ ...change, effect: "power-cycle" }));
}

/** A port that is given out stands as a number in the live XML, and an address that was looked up as one. */
function isPending({ code, values }: Told): boolean {
  if (code === "graphics.password-changed" || code === "graphics.password-expiry") return false;
  return !(code === "graphics.port" && values.after === "auto");
}
