import { authOf, sessionOf } from "#server/access/auth.ts";
import { leasesOf, lockOver } from "#server/access/lease.ts";
import { prune } from "#server/access/prune.ts";
import { readSecret } from "#server/access/secret.ts";
import { createSignInGuard } from "#server/access/sign-in-guard.ts";
import { Changes } from "#server/changes/changes.ts";
import { sealWith } from "#server/changes/seal.ts";
import { WaitingMachines } from "#server/changes/waiting-machines.ts";
import type { Config } from "#server/config.ts";
import { hypervisorsOf } from "#server/hypervisors/default-uri.ts";
import { Fleet } from "#server/hypervisors/fleet.ts";
import type { Logger } from "#server/log.ts";
import { openStore, type Store } from "#server/store/open.ts";
import { answer } from "./api/answer.ts";
import { markedFleet } from "./marked-fleet.ts";
import type { Runtime } from "./runtime.ts";
import { verifyMachine } from "./verify-machine.ts";

/** How often records that nobody asks for any more are removed, in milliseconds. */
const PRUNE_MS = 3_600_000;

export type OpenRuntime = {
  runtime: Runtime;
  /** Ends the streams of events. What else is under way goes on. */
  endStreams(): void;
  /** Lets go of hypervisors and store. */
  close(): Promise<void>;
};

/** Opens the store and the hypervisors and builds what pages and API work with. */
export async function openRuntime(config: Config, log: Logger): Promise<OpenRuntime> {
  const closing = new AbortController();
  const store = await openStore(config.stateDir);
  await removeOldRecords(store, log);
  const pruning = setInterval(() => void removeOldRecords(store, log), PRUNE_MS).unref();
  const auth = await authOf(store, config, log);
  const fleet = new Fleet(await hypervisorsOf(config), { log });
  const changes = await changesOf(fleet, { store, config, log });
  const waiting = new WaitingMachines({ read: () => changes.waitingMachines(), onChange: (listener) => store.onChange(listener) });
  await waiting.refresh();
  changes.start();
  const runtime: Runtime = {
    config,
    log,
    store,
    auth,
    signInGuard: createSignInGuard(store),
    fleet: markedFleet(fleet, waiting),
    changes,
    closing: closing.signal,
    session: (headers) => sessionOf(auth, headers),
    answer: (request) => answer(runtime, request),
  };
  const close = async () => {
    clearInterval(pruning);
    waiting.close();
    await changes.close();
    await fleet.close();
    await store.close();
  };
  return { runtime, endStreams: () => closing.abort(), close };
}

async function changesOf(fleet: Fleet, { store, config, log }: { store: Store; config: Config; log: Logger }): Promise<Changes> {
  const lock = lockOver(leasesOf(store));
  const seal = sealWith(await readSecret(config));
  return new Changes({ store, fleet, verify: verifyMachine({ fleet, store, config, lock }), lock, seal, log });
}

/** What is not removed now will be later: it keeps nothing from working. */
async function removeOldRecords(store: Store, log: Logger): Promise<void> {
  try {
    await prune(store);
  } catch (error) {
    log.warn({ err: error }, "old records could not be removed");
  }
}
