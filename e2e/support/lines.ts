import { setTimeout as sleep } from "node:timers/promises";

const DEADLINE_MS = 30_000;

/** Text that grows, read in order: every {@link Lines.waitFor} begins where the last one ended. */
export abstract class Lines {
  #read = 0;

  /** All of it so far. */
  abstract text(): string;

  /**
   * Waits for something that has not been read yet, and reads on behind it.
   * @throws {Error} with what there was instead
   */
  async waitFor(pattern: RegExp, deadlineMs = DEADLINE_MS): Promise<RegExpExecArray> {
    const until = Date.now() + deadlineMs;
    for (;;) {
      // What has become shorter has begun anew.
      if (this.text().length < this.#read) this.#read = 0;
      const found = pattern.exec(this.text().slice(this.#read));
      if (found) {
        this.#read += found.index + found[0].length;
        return found;
      }
      if (Date.now() > until)
        throw new Error(`${pattern} has not come. Instead: ${JSON.stringify(this.text().slice(this.#read).slice(-500))}`);
      await sleep(20);
    }
  }

  /** Takes everything so far as read. */
  skip(): void {
    this.#read = this.text().length;
  }

  /** Takes nothing as read: the text is known to have begun anew, although it may be as long as before. */
  rewind(): void {
    this.#read = 0;
  }

  /** What has come and was not read. */
  get unread(): string {
    return this.text().slice(this.#read);
  }
}
