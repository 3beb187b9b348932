import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import type { Revoked } from "#server/access/consoles.ts";
import { OrielError } from "#server/errors.ts";
import type { Logger } from "#server/log.ts";
import type { Access } from "./access.ts";
import type { FromWorker, ToWorker } from "./access-messages.ts";
import type { AccessWorkerData } from "./access-worker.ts";

/** How long the store may take to answer, in milliseconds: above its own patience with a lock (5 s). */
const DEADLINE_MS = 8_000;
/** Questions that may wait at once; beyond, the store counts as unavailable. */
const WAITING_LIMIT = 4_096;
/** How long after its end the worker is started again, in milliseconds. */
const RESTART_MS = 500;
/** How long its orderly end may take, with all that is to be recorded, in milliseconds. */
const CLOSE_MS = 15_000;

type Waiting = { resolve(result: never): void; reject(error: Error): void; since: number };

export type AccessClientOptions = AccessWorkerData & {
  log: Logger;
  /** Consoles whose right was taken away. */
  onRevoked(found: Revoked[]): void;
  /** The worker's own program; another one in tests. */
  program?: URL;
};

/** The store, asked in a worker thread. While that is gone every question is answered store-unavailable; it is started again. */
export class AccessClient implements Access {
  readonly #options: AccessClientOptions;
  readonly #waiting = new Map<number, Waiting>();
  readonly #sweep: NodeJS.Timeout;
  #worker: Worker;
  #nextId = 1;
  #closing = false;
  #exited: Promise<void> = Promise.resolve();
  #onReady: () => void = () => {};

  /** Resolves when the worker answers for the first time. */
  readonly ready: Promise<void>;

  constructor(options: AccessClientOptions) {
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.ready = promise;
    this.#onReady = resolve;
    this.#worker = this.#start();
    this.#sweep = setInterval(() => this.#expire(), 1_000).unref();
  }

  admit: Access["admit"] = (...args) => this.#call("admit", args);
  join: Access["join"] = (...args) => this.#call("join", args);
  refused: Access["refused"] = (...args) => this.#call("refused", args);
  opened: Access["opened"] = (...args) => this.#call("opened", args);
  failed: Access["failed"] = (...args) => this.#call("failed", args);
  handedOver: Access["handedOver"] = (...args) => this.#call("handedOver", args);
  closed: Access["closed"] = (...args) => this.#call("closed", args);
  carried: Access["carried"] = (...args) => this.#call("carried", args);
  acquireLease: Access["acquireLease"] = (...args) => this.#call("acquireLease", args);
  releaseLease: Access["releaseLease"] = (...args) => this.#call("releaseLease", args);

  /** Lets what was asked be answered, and ends the worker. */
  async close(): Promise<void> {
    this.#closing = true;
    clearInterval(this.#sweep);
    this.#post({ end: true });
    await Promise.race([this.#exited, sleep(CLOSE_MS, undefined, { ref: false })]);
    await this.#worker.terminate();
  }

  #call<T>(call: keyof Access, args: unknown[]): Promise<T> {
    if (this.#waiting.size >= WAITING_LIMIT) return Promise.reject(new OrielError("store-unavailable", "too much is asked of it"));
    return new Promise<T>((resolve, reject) => {
      const id = this.#nextId++;
      this.#waiting.set(id, { resolve, reject, since: performance.now() });
      this.#post({ id, call, args });
    });
  }

  #post(message: ToWorker): void {
    this.#worker.postMessage(message);
  }

  #start(): Worker {
    const { config, relay, program = new URL("./access-worker.ts", import.meta.url) } = this.#options;
    const worker = new Worker(program, { workerData: { config, relay } satisfies AccessWorkerData });
    worker.on("message", (message: FromWorker) => this.#take(message));
    worker.on("error", (error) => this.#options.log.error({ err: error }, "the access worker failed"));
    this.#exited = new Promise((resolve) => {
      worker.once("exit", () => {
        resolve();
        this.#failAll();
        if (!this.#closing) setTimeout(() => this.#restart(), RESTART_MS).unref();
      });
    });
    return worker;
  }

  #restart(): void {
    if (this.#closing) return;
    this.#worker = this.#start();
    this.#failAll();
  }

  #take(message: FromWorker): void {
    if ("ready" in message) this.#onReady();
    else if ("revoked" in message) this.#options.onRevoked(message.revoked);
    else this.#settle(message);
  }

  #settle(message: Extract<FromWorker, { id: number }>): void {
    const waiting = this.#waiting.get(message.id);
    this.#waiting.delete(message.id);
    if ("error" in message) waiting?.reject(new OrielError(message.error.code, message.error.details));
    else waiting?.resolve(message.result as never);
  }

  #expire(): void {
    const before = performance.now() - DEADLINE_MS;
    for (const [id, { reject, since }] of this.#waiting) {
      if (since > before) break;
      this.#waiting.delete(id);
      reject(new OrielError("store-unavailable", "it did not answer in time"));
    }
  }

  #failAll(): void {
    for (const { reject } of this.#waiting.values()) reject(new OrielError("store-unavailable"));
    this.#waiting.clear();
  }
}
