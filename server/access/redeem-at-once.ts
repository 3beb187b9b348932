import { isOrielError } from "#server/errors.ts";
import { openStore, type Store } from "#server/store/open.ts";
import { redeemTicket } from "./tickets.ts";

/** What a process is told: first where the store is, then tickets to redeem; "end" ends it. */
export type RaceTask = { stateDir: string; sessionId: string } | { tickets: string[] } | "end";

/** What it says about tickets: how each redeem ended, "won" or an error's code. */
export type RaceResult = string[];

let store: Store;
let sessionId: string;

// For tests: a process that redeems all the tickets it is given at once.
process.on("message", async (task: RaceTask) => {
  if (task === "end") {
    await store.close();
    process.disconnect();
  } else if ("stateDir" in task) {
    store = await openStore(task.stateDir);
    sessionId = task.sessionId;
    process.send?.([]);
  } else {
    process.send?.(await redeemAll(task.tickets));
  }
});

async function redeemAll(tickets: string[]): Promise<RaceResult> {
  const ends = await Promise.allSettled(tickets.map((ticket) => redeemTicket(store, { ticket, sessionId })));
  return ends.map((end) => {
    if (end.status === "fulfilled") return "won";
    return isOrielError(end.reason) ? end.reason.code : String(end.reason);
  });
}
