import { parentPort, workerData } from "node:worker_threads";
import { authOf } from "#server/access/auth.ts";
import { closeOrphans, revoked } from "#server/access/consoles.ts";
import type { Config } from "#server/config.ts";
import { isOrielError } from "#server/errors.ts";
import { createLog, type Logger } from "#server/log.ts";
import { openStore, type Store } from "#server/store/open.ts";
import type { FromWorker, ToWorker } from "./access-messages.ts";
import { AccessService } from "./access-service.ts";

/** What the worker is started with. */
export type AccessWorkerData = { config: Config; relay: string };

/** Sign-ins also end by themselves, which changes nothing in the store: they are looked for this often, in milliseconds. */
const EXPIRY_MS = 30_000;

/** The thread that asks the store: it may block on another process's lock without holding up any console. */
async function main(port: NonNullable<typeof parentPort>, { config, relay }: AccessWorkerData): Promise<void> {
  const log = createLog("relay", config.logLevel);
  const say = (message: FromWorker) => port.postMessage(message);
  const store = await openStore(config.stateDir);
  const auth = await authOf(store, config, log);
  const service = new AccessService({ store, auth, relay, caps: config.limits, log });
  await closeOrphans(store, relay);
  watchRevocations(store, relay, log, say);
  const underWay = new Set<Promise<void>>();
  const end = async () => {
    await Promise.all(underWay);
    await service.close();
    await store.close();
    port.close();
  };
  port.on("message", (message: ToWorker) => {
    if ("end" in message) {
      end();
      return;
    }
    const answered = answer(service, message, log)
      .then(say)
      .finally(() => underWay.delete(answered));
    underWay.add(answered);
  });
  say({ ready: true });
}

async function answer(service: AccessService, { id, call, args }: Exclude<ToWorker, { end: true }>, log: Logger): Promise<FromWorker> {
  try {
    const method: (...args: never[]) => Promise<unknown> = service[call];
    return { id, result: await method.apply(service, args as never[]) };
  } catch (error) {
    if (isOrielError(error)) return { id, error: { code: error.code, details: error.details } };
    log.error({ err: error, call }, "the store failed");
    return { id, error: { code: "store-unavailable", details: undefined } };
  }
}

function watchRevocations(store: Store, relay: string, log: Logger, say: (message: FromWorker) => void): void {
  const look = async () => {
    try {
      const found = await revoked(store, relay);
      if (found.length > 0) say({ revoked: found });
    } catch (error) {
      log.warn({ err: error }, "whether rights were taken away could not be asked");
    }
  };
  store.onChange(look);
  setInterval(look, EXPIRY_MS).unref();
}

if (parentPort) await main(parentPort, workerData);
