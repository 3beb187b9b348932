import { hashToken } from "#server/access/token.ts";
import type { LiveConsole } from "./live-console.ts";

/** The consoles that take further channels, by the ticket that opened them: it opens those too, for as long as they last. */
export class Joinable {
  /** By the ticket's hash. */
  readonly #consoles = new Map<string, LiveConsole>();

  /** The console that a ticket opened and that takes one more channel. */
  find(ticket: string | null): LiveConsole | undefined {
    if (ticket === null || this.#consoles.size === 0) return undefined;
    const found = this.#consoles.get(hashToken(ticket));
    return found?.joinable ? found : undefined;
  }

  /** Keeps a console until it has ended, where it takes further channels at all. */
  add(ticket: string | null, console: LiveConsole): void {
    if (ticket === null || !console.joinable) return;
    const hash = hashToken(ticket);
    this.#consoles.set(hash, console);
    console.finished.then(() => this.#consoles.delete(hash));
  }
}
