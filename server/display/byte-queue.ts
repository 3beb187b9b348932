/** The bytes ended before all that were asked for came. */
export class BytesEnded extends Error {
  override readonly name = "BytesEnded";
}

type Waiting = { size: number; resolve(bytes: Buffer): void; reject(error: Error): void };

/** Bytes that come in pieces and are read in others: for handshakes, a few hundred bytes each. One read at a time. */
export class ByteQueue {
  #held: Buffer = Buffer.alloc(0);
  #waiting: Waiting | null = null;
  #failure: Error | null = null;

  /** How many bytes wait to be read. */
  get size(): number {
    return this.#held.length;
  }

  /** Adds bytes; they are copied. */
  push(bytes: Buffer): void {
    this.#held = Buffer.concat([this.#held, bytes]);
    this.#serve();
  }

  /** Nothing more comes: reads that want more fail, by default with {@link BytesEnded}. */
  fail(error: Error = new BytesEnded("they ended")): void {
    this.#failure ??= error;
    this.#serve();
  }

  /**
   * The next `size` bytes.
   * @throws {BytesEnded} or what it failed with
   */
  read(size: number): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { size, resolve, reject };
      this.#serve();
    });
  }

  /** All that was not read. */
  rest(): Buffer {
    const rest = this.#held;
    this.#held = Buffer.alloc(0);
    return rest;
  }

  #serve(): void {
    const waiting = this.#waiting;
    if (waiting === null) return;
    if (this.#held.length >= waiting.size) {
      this.#waiting = null;
      const bytes = this.#held.subarray(0, waiting.size);
      this.#held = this.#held.subarray(waiting.size);
      waiting.resolve(bytes);
    } else if (this.#failure !== null) {
      this.#waiting = null;
      waiting.reject(this.#failure);
    }
  }
}
