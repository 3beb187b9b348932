import type { AuditEntry } from "#server/access/audit.ts";
import { networkOf } from "#server/access/network.ts";
import type { Logger } from "#server/log.ts";

const MINUTE_MS = 60_000;
/** Rows that one network may cause in a minute. */
const ROWS_LIMIT = 20;
/** Networks that are counted by themselves in a minute; all further ones count as one. */
const NETWORKS_LIMIT = 1_000;

/** A refusal of somebody who is not signed in. */
export type StrangerRefusal = AuditEntry & { actor: null; address: string };

/**
 * Records refusals of people who are not signed in, but not without bound, since nothing else keeps a stranger from filling the
 * disk: from each network some in a minute, and then how many more there were.
 */
export class StrangerRefusals {
  readonly #write: (entry: AuditEntry) => Promise<void>;
  readonly #log: Logger;
  /** How many there were in this minute, by network; null stands for those beyond the limit. */
  #counts = new Map<string | null, number>();
  #minute: NodeJS.Timeout | undefined;

  /** @param write adds to the audit log */
  constructor(write: (entry: AuditEntry) => Promise<void>, log: Logger) {
    this.#write = write;
    this.#log = log;
  }

  /** Records one. Rejects as `write` does. */
  async record(entry: StrangerRefusal): Promise<void> {
    this.#minute ??= setTimeout(() => this.flush(), MINUTE_MS).unref();
    const network = this.#countedAs(networkOf(entry.address));
    const count = (this.#counts.get(network) ?? 0) + 1;
    this.#counts.set(network, count);
    if (count <= ROWS_LIMIT) await this.#write(entry);
  }

  /** Ends the minute: records how many there were beyond those written. Never rejects. */
  async flush(): Promise<void> {
    clearTimeout(this.#minute);
    this.#minute = undefined;
    const counts = this.#counts;
    this.#counts = new Map();
    await Promise.all([...counts].map(([network, count]) => this.#recordMore(network, count - ROWS_LIMIT)));
  }

  async #recordMore(network: string | null, more: number): Promise<void> {
    if (more <= 0) return;
    try {
      await this.#write({ action: "console.refused", outcome: "refused", actor: null, address: network, detail: { more } });
    } catch (error) {
      this.#log.warn({ err: error, network, more }, "how many more consoles were refused could not be recorded");
    }
  }

  #countedAs(network: string): string | null {
    return this.#counts.has(network) || this.#counts.size < NETWORKS_LIMIT ? network : null;
  }
}
