import { leasesOf, lockOver } from "#server/access/lease.ts";
import { readConfig } from "#server/config.ts";
import { usablePassword } from "#server/hypervisors/display-password.ts";
import { Hypervisor } from "#server/hypervisors/hypervisor.ts";
import { openStore } from "#server/store/open.ts";

/** What a process is told: whose display to ask a password for, which other one was refused, and where the store is. */
export type PasswordTask = { uri: string; uuid: string; refused: string; stateDir: string };

// For tests: a process that asks for a usable password and says what it got.
process.once("message", async ({ uri, uuid, refused, stateDir }: PasswordTask) => {
  const store = await openStore(stateDir);
  const [parsed] = readConfig({ ORIEL_HYPERVISORS: uri }).hypervisors;
  if (!parsed) throw new Error("no hypervisor");
  const hypervisor = new Hypervisor(parsed);
  process.send?.(await usablePassword(hypervisor, uuid, "vnc", { lock: lockOver(leasesOf(store)), refused }));
  hypervisor.close();
  await store.close();
  process.disconnect();
});
