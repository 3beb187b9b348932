import type { PlannedChange } from "#server/contract/display-plan.ts";
import { isLoopback } from "./addresses.ts";
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

/** What libvirt chose for a listener stands in the live XML as if it had been said. */
function isPending({ code, values }: Told): boolean {
  if (code === "graphics.password-changed" || code === "graphics.password-expiry") return false;
  return code !== "graphics.listen" || !isChosen(String(values.before), values.after);
}

/** Whether libvirt makes this of a listener that says nothing more: its loopback address, or a socket of its own. */
function isChosen(live: string, said: string | number | undefined): boolean {
  return (said === "default" && isLoopback(live)) || (said === "socket" && live.startsWith("socket "));
}
