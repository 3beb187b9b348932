import { leasesOf, lockOver } from "#server/access/lease.ts";
import { readConfig } from "#server/config.ts";
import { type DisplayPassword, usablePassword } from "#server/hypervisors/display-password.ts";
import { Hypervisor } from "#server/hypervisors/hypervisor.ts";
import { openStore, type Store } from "#server/store/open.ts";

/** What a process is told: first whose display it is and where the store is, then to ask for a password; "end" ends it. */
export type PasswordTask = { uri: string; uuid: string; stateDir: string } | { refused: string } | "end";

/** What it says: that it is ready, then the password it got. */
export type PasswordResult = "ready" | DisplayPassword;

let store: Store;
let hypervisor: Hypervisor;
let display: string;

// For tests: a process that asks for a usable password whenever it is told to.
process.on("message", async (task: PasswordTask) => {
  if (task === "end") {
    hypervisor.close();
    await store.close();
    process.disconnect();
  } else if ("uri" in task) {
    store = await openStore(task.stateDir);
    for (const uri of readConfig({ ORIEL_HYPERVISORS: task.uri }).hypervisors) hypervisor = new Hypervisor(uri);
    display = task.uuid;
    say("ready");
  } else {
    say(await usablePassword(hypervisor, display, "vnc", { lock: lockOver(leasesOf(store)), refused: task.refused }));
  }
});

function say(result: PasswordResult): void {
  process.send?.(result);
}
