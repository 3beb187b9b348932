import type { VmId } from "#server/contract/vm.ts";
import type { ErrorCode } from "#server/errors.ts";
import type { LiveConsole } from "./live-console.ts";

/** Well below nginx' 60 s of patience with a silent upstream, in milliseconds. */
const PING_MS = 25_000;

/** The consoles that this relay carries now. */
export class LiveConsoles {
  readonly #consoles = new Map<string, LiveConsole>();
  #timer: NodeJS.Timeout | undefined;

  get size(): number {
    return this.#consoles.size;
  }

  /** The ids of all. */
  ids(): string[] {
    return [...this.#consoles.keys()];
  }

  /** Keeps a console until it has ended. */
  add(console: LiveConsole): void {
    this.#consoles.set(console.admission.consoleId, console);
    this.#timer ??= setInterval(() => this.ping(), PING_MS).unref();
    console.finished.then(() => this.#remove(console.admission.consoleId));
  }

  /** Who holds a machine's serial line here. */
  serialHolder(vm: VmId): LiveConsole | undefined {
    for (const console of this.#consoles.values())
      if (console.admission.protocol === "serial" && console.admission.vm === vm && !console.ended) return console;
    return undefined;
  }

  /** Asks every browser whether it is there, and ends the consoles of those that did not answer twice. */
  ping(): void {
    for (const console of this.#consoles.values()) console.ping();
  }

  /** Ends consoles, by id; ids that are not ours are left out. */
  end(ids: readonly string[], code: ErrorCode): void {
    for (const id of ids) this.#consoles.get(id)?.end(code);
  }

  /** Ends all, and waits until each is closed and in the audit log. */
  async endAll(code: ErrorCode): Promise<void> {
    const finished = [...this.#consoles.values()].map((console) => {
      console.end(code);
      return console.finished;
    });
    await Promise.all(finished);
  }

  #remove(id: string): void {
    this.#consoles.delete(id);
    if (this.#consoles.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
