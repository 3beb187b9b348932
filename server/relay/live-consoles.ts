import type { Protocol } from "#server/contract/console.ts";
import type { VmId } from "#server/contract/vm.ts";
import type { ErrorCode } from "#server/errors.ts";
import { Company } from "./company.ts";
import type { LiveConsole } from "./live-console.ts";
import type { Opening } from "./opening.ts";

/** A console that takes one person at a time; `device`: which of the serial lines. */
type HeldConsole = { vm: VmId; protocol: Protocol; device: number };

/** Well below nginx' 60 s of patience with a silent upstream, in milliseconds. */
const PING_MS = 25_000;

/** The consoles that this relay carries now, and those that it is opening. */
export class LiveConsoles {
  /** Who shares a display. */
  readonly company = new Company();
  readonly #opening = new Map<string, Opening>();
  readonly #consoles = new Map<string, LiveConsole>();
  #timer: NodeJS.Timeout | undefined;

  /** How many are open. */
  get size(): number {
    return this.#consoles.size;
  }

  /** The ids of all, also of those that are being opened. */
  ids(): string[] {
    return [...this.#opening.keys(), ...this.#consoles.keys()];
  }

  /** Knows of a console while it is opened. */
  async whileOpening(opening: Opening, open: () => Promise<void>): Promise<void> {
    const { consoleId } = opening.admission;
    this.#opening.set(consoleId, opening);
    try {
      await open();
    } finally {
      this.#opening.delete(consoleId);
    }
  }

  /** Keeps a console until it has ended. */
  add(console: LiveConsole): void {
    this.#consoles.set(console.admission.consoleId, console);
    if (!console.holds) this.company.enter(console);
    this.#timer ??= setInterval(() => this.ping(), PING_MS).unref();
    console.finished.then(() => this.#remove(console));
  }

  /** The console by which a machine's serial line or SPICE display is held here. */
  holder({ vm, protocol, device }: HeldConsole): LiveConsole | Opening | undefined {
    const holds = ({ admission, holds, ended }: LiveConsole | Opening) =>
      holds && !ended && admission.vm === vm && admission.protocol === protocol && admission.device === device;
    for (const held of this.#consoles.values()) if (holds(held)) return held;
    for (const held of this.#opening.values()) if (holds(held)) return held;
    return undefined;
  }

  /** Asks every browser whether it is there, and ends the consoles of those that did not answer twice. */
  ping(): void {
    for (const console of this.#consoles.values()) console.ping();
  }

  /** Ends consoles, by id; ids that are not ours are left out. */
  end(ids: readonly string[], code: ErrorCode): void {
    for (const id of ids) (this.#consoles.get(id) ?? this.#opening.get(id))?.end(code);
  }

  /** Ends all, and waits until each that is open is closed and in the audit log. */
  async endAll(code: ErrorCode): Promise<void> {
    for (const opening of this.#opening.values()) opening.end(code);
    const finished = [...this.#consoles.values()].map((console) => {
      console.end(code);
      return console.finished;
    });
    await Promise.all(finished);
  }

  #remove(console: LiveConsole): void {
    this.#consoles.delete(console.admission.consoleId);
    this.company.leave(console);
    if (this.#consoles.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
