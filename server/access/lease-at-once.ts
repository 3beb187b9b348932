import { appendFile, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { openStore } from "#server/store/open.ts";
import { leasesOf, lockOver } from "./lease.ts";

/** What a process is told: where the store is, which file to write, and how often; it dies under the lock where `die` is set. */
export type LeaseTask = { stateDir: string; file: string; rounds: number; die: boolean };

// For tests: a process that, while it holds the lock, writes down that it has come and gone, and whether anybody came in between.
process.once("message", async ({ stateDir, file, rounds, die }: LeaseTask) => {
  const store = await openStore(stateDir);
  const lock = lockOver(leasesOf(store), { waitMs: 100_000 });
  for (let round = 0; round < rounds; round++)
    await lock("the file", async () => {
      if (die) process.kill(process.pid, "SIGKILL");
      const before = await readFile(file, "utf8");
      await sleep(5);
      const after = await readFile(file, "utf8");
      await appendFile(file, before === after ? "." : "!");
    });
  await store.close();
  process.disconnect();
});
