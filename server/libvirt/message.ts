import { ProtocolError } from "./error.ts";
import { messageType, PROTOCOL_VERSION } from "./protocol.ts";
import { XdrWriter } from "./xdr.ts";

/** What stands before every payload (virNetMessageHeader). */
export type Header = { program: number; procedure: number; type: number; serial: number; status: number };

/** A whole message; `payload` is a view on received bytes. */
export type Message = Header & { payload: Buffer };

/** Largest message, its length word included, in bytes (VIR_NET_MESSAGE_MAX plus the length word). */
export const MESSAGE_MAX = 32 * 1024 * 1024 + 4;

/** Most bytes of stream data in one message (VIR_NET_MESSAGE_LEGACY_PAYLOAD_MAX without its length word). */
export const STREAM_CHUNK_MAX = 262_120;

/** Most file descriptors behind one message (VIR_NET_MESSAGE_NUM_FDS_MAX). */
const FDS_MAX = 32;

/** The length word and six header words. */
const HEADER_BYTES = 28;

/** A message of XDR, ready to be sent. */
export function encodeMessage(header: Header, write?: (writer: XdrWriter) => void): Buffer {
  const writer = new XdrWriter(HEADER_BYTES);
  write?.(writer);
  const bytes = writer.bytes();
  writeHeader(bytes, bytes.length, header);
  return bytes;
}

/** Puts a serial number into an encoded message. */
export function withSerial(bytes: Buffer, serial: number): Buffer {
  bytes.writeUInt32BE(serial, 20);
  return bytes;
}

/** Length word and header of a stream message whose `dataLength` raw bytes are sent right behind it. */
export function encodeStreamHeader(header: Header, dataLength: number): Buffer {
  const bytes = Buffer.allocUnsafe(HEADER_BYTES);
  writeHeader(bytes, HEADER_BYTES + dataLength, header);
  return bytes;
}

function writeHeader(bytes: Buffer, length: number, header: Header): void {
  bytes.writeUInt32BE(length, 0);
  bytes.writeUInt32BE(header.program, 4);
  bytes.writeUInt32BE(PROTOCOL_VERSION, 8);
  bytes.writeInt32BE(header.procedure, 12);
  bytes.writeInt32BE(header.type, 16);
  bytes.writeUInt32BE(header.serial, 20);
  bytes.writeInt32BE(header.status, 24);
}

/**
 * Cuts a byte stream into messages. What it keeps of a message under way is never more than twice what has arrived of it,
 * whatever length the message claims.
 */
export class MessageParser {
  #held: Buffer = Buffer.alloc(0);
  #heldLength = 0;
  #skip = 0;

  /**
   * Takes the next bytes and gives each message that they complete to `deliver`.
   * @throws {ProtocolError} where they cannot be a message; nothing may be fed after that
   */
  push(chunk: Buffer, deliver: (message: Message) => void): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#skip > 0) rest = this.#skipped(rest);
      else if (this.#heldLength > 0) rest = this.#complete(rest, deliver);
      else rest = this.#direct(rest, deliver);
    }
  }

  /** Reads a message that lies whole in the chunk, or begins to hold one that does not. */
  #direct(rest: Buffer, deliver: (message: Message) => void): Buffer {
    const length = rest.length < 4 ? undefined : checkedLength(rest.readUInt32BE(0));
    if (length === undefined || rest.length < length) {
      this.#hold(rest);
      return rest.subarray(rest.length);
    }
    this.#deliver(rest.subarray(0, length), deliver);
    return rest.subarray(length);
  }

  /** Adds to the message that is held: its length word first, then as much as it lacks. */
  #complete(rest: Buffer, deliver: (message: Message) => void): Buffer {
    const length = this.#heldLength < 4 ? 4 : checkedLength(this.#held.readUInt32BE(0));
    const taken = Math.min(length - this.#heldLength, rest.length);
    this.#hold(rest.subarray(0, taken));
    if (this.#heldLength >= 4 && this.#heldLength === checkedLength(this.#held.readUInt32BE(0))) {
      const message = this.#held.subarray(0, this.#heldLength);
      this.#held = Buffer.alloc(0);
      this.#heldLength = 0;
      this.#deliver(message, deliver);
    }
    return rest.subarray(taken);
  }

  #hold(bytes: Buffer): void {
    const needed = this.#heldLength + bytes.length;
    if (needed > this.#held.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, Math.min(needed * 2, MESSAGE_MAX)));
      this.#held.copy(larger, 0, 0, this.#heldLength);
      this.#held = larger;
    }
    bytes.copy(this.#held, this.#heldLength);
    this.#heldLength = needed;
  }

  /** Behind a message with file descriptors comes one byte for each: it carries the descriptor, which is lost here. */
  #skipped(rest: Buffer): Buffer {
    const taken = Math.min(this.#skip, rest.length);
    this.#skip -= taken;
    return rest.subarray(taken);
  }

  #deliver(bytes: Buffer, deliver: (message: Message) => void): void {
    const type = bytes.readInt32BE(16);
    const withFds = type === messageType.callWithFds || type === messageType.replyWithFds;
    if (withFds) this.#skip = descriptorCount(bytes);
    deliver({
      program: bytes.readUInt32BE(4),
      procedure: bytes.readInt32BE(12),
      type,
      serial: bytes.readUInt32BE(20),
      status: bytes.readInt32BE(24),
      payload: bytes.subarray(withFds ? HEADER_BYTES + 4 : HEADER_BYTES),
    });
  }
}

function checkedLength(length: number): number {
  if (length < HEADER_BYTES || length > MESSAGE_MAX) throw new ProtocolError(`a message claims a length of ${length} bytes`);
  return length;
}

function descriptorCount(bytes: Buffer): number {
  const count = bytes.length < HEADER_BYTES + 4 ? undefined : bytes.readUInt32BE(HEADER_BYTES);
  if (count === undefined || count > FDS_MAX) throw new ProtocolError(`a message claims ${count ?? "no"} file descriptors`);
  return count;
}
