/** The bytes are not the XDR that was expected: cut short, or beyond a limit. */
export class XdrError extends Error {
  override readonly name = "XdrError";
}

/** Longest string of the remote protocol, in bytes (REMOTE_STRING_MAX, libvirt 1.0.6 and later). */
export const STRING_MAX = 4_194_304;

/**
 * Reads XDR (RFC 4506): big-endian, every item padded to 4 bytes. It never reads past the bytes it was given and never
 * makes room for more items than those bytes can hold. Every method throws {@link XdrError} where they do not suffice.
 */
export class XdrReader {
  readonly #bytes: Buffer;
  #offset: number;

  constructor(bytes: Buffer, offset = 0) {
    this.#bytes = bytes;
    this.#offset = offset;
  }

  /** Bytes not read yet. */
  get remaining(): number {
    return this.#bytes.length - this.#offset;
  }

  int(): number {
    return this.#bytes.readInt32BE(this.#take(4));
  }

  uint(): number {
    return this.#bytes.readUInt32BE(this.#take(4));
  }

  hyper(): bigint {
    return this.#bytes.readBigInt64BE(this.#take(8));
  }

  uhyper(): bigint {
    return this.#bytes.readBigUInt64BE(this.#take(8));
  }

  double(): number {
    return this.#bytes.readDoubleBE(this.#take(8));
  }

  bool(): boolean {
    return this.int() !== 0;
  }

  /** `length` bytes, as a view on the message. */
  fixed(length: number): Buffer {
    const start = this.#take(padded(length));
    return this.#bytes.subarray(start, start + length);
  }

  /** Bytes behind their count, as a view on the message. */
  opaque(limit: number): Buffer {
    const length = this.#count(limit);
    return this.fixed(length);
  }

  /** A string behind its count of bytes; bytes that are no UTF-8 come out as U+FFFD. */
  string(limit = STRING_MAX): string {
    const length = this.#count(limit);
    const start = this.#take(padded(length));
    return this.#bytes.toString("utf8", start, start + length);
  }

  optional<T>(read: (reader: XdrReader) => T): T | null {
    return this.bool() ? read(this) : null;
  }

  /** Items behind their count. An item takes 4 bytes at least, so a count that the message cannot hold is refused at once. */
  array<T>(limit: number, read: (reader: XdrReader) => T): T[] {
    const length = this.#count(limit);
    if (length * 4 > this.remaining) throw new XdrError(`${length} items do not fit into the ${this.remaining} bytes left`);
    const items: T[] = [];
    for (let index = 0; index < length; index++) items.push(read(this));
    return items;
  }

  #count(limit: number): number {
    const count = this.uint();
    if (count > limit) throw new XdrError(`a count of ${count} is above the limit of ${limit}`);
    return count;
  }

  #take(length: number): number {
    const start = this.#offset;
    if (length > this.#bytes.length - start) throw new XdrError(`${length} bytes were expected, ${this.remaining} are left`);
    this.#offset = start + length;
    return start;
  }
}

/** Writes XDR into a buffer that grows. `reserved` bytes at the front are left for a header. */
export class XdrWriter {
  #bytes: Buffer;
  #length: number;

  constructor(reserved = 0) {
    this.#bytes = Buffer.allocUnsafe(reserved + 128);
    this.#length = reserved;
  }

  /** What was written so far, the reserved bytes included. */
  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  int(value: number): this {
    const start = this.#room(4);
    this.#bytes.writeInt32BE(value, start);
    return this;
  }

  uint(value: number): this {
    const start = this.#room(4);
    this.#bytes.writeUInt32BE(value, start);
    return this;
  }

  hyper(value: bigint): this {
    const start = this.#room(8);
    this.#bytes.writeBigInt64BE(value, start);
    return this;
  }

  uhyper(value: bigint): this {
    const start = this.#room(8);
    this.#bytes.writeBigUInt64BE(value, start);
    return this;
  }

  double(value: number): this {
    const start = this.#room(8);
    this.#bytes.writeDoubleBE(value, start);
    return this;
  }

  bool(value: boolean): this {
    return this.int(value ? 1 : 0);
  }

  fixed(value: Uint8Array): this {
    const start = this.#room(padded(value.length));
    this.#bytes.set(value, start);
    this.#bytes.fill(0, start + value.length, this.#length);
    return this;
  }

  opaque(value: Uint8Array): this {
    return this.uint(value.length).fixed(value);
  }

  /** @throws {XdrError} where the string is longer than `limit` bytes */
  string(value: string, limit = STRING_MAX): this {
    const length = Buffer.byteLength(value);
    if (length > limit) throw new XdrError(`a string of ${length} bytes is above the limit of ${limit}`);
    const start = this.uint(length).#room(padded(length));
    this.#bytes.write(value, start, length, "utf8");
    this.#bytes.fill(0, start + length, this.#length);
    return this;
  }

  optional<T>(value: T | null, write: (writer: XdrWriter, value: T) => void): this {
    this.bool(value !== null);
    if (value !== null) write(this, value);
    return this;
  }

  array<T>(values: readonly T[], write: (writer: XdrWriter, value: T) => void): this {
    this.uint(values.length);
    for (const value of values) write(this, value);
    return this;
  }

  #room(length: number): number {
    const start = this.#length;
    const needed = start + length;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
      this.#bytes.copy(larger, 0, 0, start);
      this.#bytes = larger;
    }
    this.#length = needed;
    return start;
  }
}

function padded(length: number): number {
  return (length + 3) & ~3;
}
