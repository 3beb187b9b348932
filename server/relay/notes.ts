import { NOTE_LIMIT, type NoteToRelay, noteToRelay } from "#server/contract/console-note.ts";
import { OrielError } from "#server/errors.ts";

/** A page says little: a ping every few seconds. */
const PER_SECOND = 20;

/** The notes of one browser: few, short, and of the form that was agreed. */
export class Notes {
  #second = 0;
  #count = 0;

  /**
   * Takes a text message.
   * @param now ms, monotonic
   * @throws {OrielError} client-protocol
   */
  read(text: Buffer, now = performance.now()): NoteToRelay {
    const second = Math.floor(now / 1_000);
    if (second !== this.#second) this.#count = 0;
    this.#second = second;
    if (++this.#count > PER_SECOND) throw new OrielError("client-protocol", "too many notes");
    if (text.length > NOTE_LIMIT) throw new OrielError("client-protocol", `a note of ${text.length} bytes`);
    const note = noteToRelay.safeParse(parsed(text));
    if (!note.success) throw new OrielError("client-protocol", "a note of no known form");
    return note.data;
  }
}

function parsed(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString("utf8"));
  } catch {
    return null;
  }
}
