import { OrielError } from "#server/errors.ts";

/** Client messages (RFC 6143, section 7.5; the others from IANA's registry and the community's rfbproto document). */
const SET_PIXEL_FORMAT = 0;
const SET_ENCODINGS = 2;
const FRAMEBUFFER_UPDATE_REQUEST = 3;
const KEY_EVENT = 4;
const POINTER_EVENT = 5;
const CLIENT_CUT_TEXT = 6;
const ENABLE_CONTINUOUS_UPDATES = 150;
const FENCE = 248;
const XVP = 250;
const SET_DESKTOP_SIZE = 251;
const GII = 253;
const QEMU = 255;

/**
 * Pseudo-encodings that a watcher has no use for, because they only announce what it may then send: extended clipboard, audio
 * (QEMU), gii, xvp, extended mouse buttons. Without the last, pointer messages have one length.
 */
const stripped = new Set([0xc0a1e5ce | 0, -259, -305, -309, -316]);

/** Far above what any client lists (noVNC: about 25), and a bound on what is held: 4 KiB. */
const ENCODINGS_LIMIT = 1024;
/** rfbproto's own limit for a fence's payload. */
const FENCE_LIMIT = 64;

const NOTHING = Buffer.alloc(0);

/** What a message's first bytes say: how long it is and whether the display gets it; null: more bytes are needed to tell. */
type Plan = { size: number; pass: boolean } | null;

/**
 * Parses what an RFB client sends after its handshake and lets pass only what a watcher needs: how and when it wants the
 * picture. Everything that could change the guest is dropped, its bytes counted and never held.
 */
export class ViewFilter {
  /** The beginning of a message that is not whole yet. At most the longest message that may pass. */
  #held: Buffer = NOTHING;
  /** Bytes still to come of a message that is dropped. */
  #skip = 0;

  /**
   * Takes bytes, however they are cut.
   * @returns what the display gets of them and of those before
   * @throws {OrielError} client-protocol at a message that is not known, since its length is not either
   */
  push(chunk: Buffer): Buffer {
    const passed: Buffer[] = [];
    let bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    this.#held = NOTHING;
    while (bytes.length > 0) {
      const skipped = Math.min(this.#skip, bytes.length);
      this.#skip -= skipped;
      bytes = bytes.subarray(skipped);
      if (bytes.length === 0) break;
      const plan = planOf(bytes);
      if (plan === null || (plan.pass && bytes.length < plan.size)) {
        this.#held = Buffer.from(bytes);
        break;
      }
      if (!plan.pass) {
        this.#skip = plan.size;
        continue;
      }
      const message = bytes.subarray(0, plan.size);
      passed.push(message[0] === SET_ENCODINGS ? strip(message) : message);
      bytes = bytes.subarray(plan.size);
    }
    return passed.length === 1 ? (passed[0] ?? NOTHING) : Buffer.concat(passed);
  }
}

const pass = (size: number): Plan => ({ size, pass: true });
const drop = (size: number): Plan => ({ size, pass: false });

/** @param bytes at least one */
function planOf(bytes: Buffer): Plan {
  switch (bytes[0]) {
    case SET_PIXEL_FORMAT:
      return pass(20);
    case SET_ENCODINGS:
      return bytes.length < 4 ? null : planEncodings(bytes.readUInt16BE(2));
    case FRAMEBUFFER_UPDATE_REQUEST:
    case ENABLE_CONTINUOUS_UPDATES:
      return pass(10);
    case FENCE:
      return bytes.length < 9 ? null : planFence(bytes.readUInt8(8));
    case KEY_EVENT:
      return drop(8);
    case POINTER_EVENT:
      return drop(6);
    case CLIENT_CUT_TEXT:
      // A negative length marks the extended clipboard, whose size is its absolute value.
      return bytes.length < 8 ? null : drop(8 + Math.abs(bytes.readInt32BE(4)));
    case XVP:
      return drop(4);
    case SET_DESKTOP_SIZE:
      return bytes.length < 8 ? null : drop(8 + 16 * bytes.readUInt8(6));
    case GII:
      return bytes.length < 4 ? null : planGii(bytes);
    case QEMU:
      return planQemu(bytes);
    default:
      throw new OrielError("client-protocol", `it sent RFB message type ${bytes[0]}, which is not known`);
  }
}

function planEncodings(count: number): Plan {
  if (count > ENCODINGS_LIMIT) throw new OrielError("client-protocol", `it lists ${count} encodings`);
  return pass(4 + 4 * count);
}

function planFence(length: number): Plan {
  if (length > FENCE_LIMIT) throw new OrielError("client-protocol", `its fence carries ${length} bytes`);
  return pass(9 + length);
}

/** The top bit of gii's second byte tells the byte order of what follows. */
function planGii(bytes: Buffer): Plan {
  const bigEndian = (bytes.readUInt8(1) & 0x80) !== 0;
  return drop(4 + (bigEndian ? bytes.readUInt16BE(2) : bytes.readUInt16LE(2)));
}

/** QEMU's submessages: extended key event 0; audio 1 with its operations enable 0, disable 1, set format 2. */
function planQemu(bytes: Buffer): Plan {
  if (bytes.length < 2) return null;
  const submessage = bytes.readUInt8(1);
  if (submessage === 0) return drop(12);
  if (submessage !== 1) throw new OrielError("client-protocol", `it sent QEMU submessage ${submessage}, which is not known`);
  if (bytes.length < 4) return null;
  const operation = bytes.readUInt16BE(2);
  if (operation > 2) throw new OrielError("client-protocol", `it sent audio operation ${operation}, which is not known`);
  return drop(operation === 2 ? 10 : 4);
}

/** A SetEncodings message without the encodings that are stripped. */
function strip(message: Buffer): Buffer {
  const kept: number[] = [];
  for (let at = 4; at < message.length; at += 4) {
    const encoding = message.readInt32BE(at);
    if (!stripped.has(encoding)) kept.push(encoding);
  }
  const result = Buffer.alloc(4 + 4 * kept.length);
  result[0] = SET_ENCODINGS;
  result.writeUInt16BE(kept.length, 2);
  kept.forEach((encoding, index) => {
    result.writeInt32BE(encoding, 4 + 4 * index);
  });
  return result;
}
