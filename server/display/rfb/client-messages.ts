import { OrielError } from "#server/errors.ts";

/** Client messages (RFC 6143, section 7.5; the others from IANA's registry and the community's rfbproto document). */
export const clientMessages = {
  setPixelFormat: 0,
  setEncodings: 2,
  framebufferUpdateRequest: 3,
  keyEvent: 4,
  pointerEvent: 5,
  clientCutText: 6,
  enableContinuousUpdates: 150,
  fence: 248,
  xvp: 250,
  setDesktopSize: 251,
  gii: 253,
  qemu: 255,
} as const;

/** Far above what any client lists (noVNC: about 25), and a bound on what is held: 4 KiB. */
const ENCODINGS_LIMIT = 1024;
/** rfbproto's own limit for a fence's payload. */
const FENCE_LIMIT = 64;

/**
 * How long a client's message is, where extended mouse buttons were not announced: with them a pointer message may be longer.
 * @param bytes from the message's beginning on, at least one
 * @returns bytes, its type included; null where more of it has to come first
 * @throws {OrielError} client-protocol for a message that is not known, since its length is not either
 */
export function lengthOf(bytes: Buffer): number | null {
  switch (bytes[0]) {
    case clientMessages.setPixelFormat:
      return 20;
    case clientMessages.setEncodings:
      return bytes.length < 4 ? null : lengthOfEncodings(bytes.readUInt16BE(2));
    case clientMessages.framebufferUpdateRequest:
    case clientMessages.enableContinuousUpdates:
      return 10;
    case clientMessages.fence:
      return bytes.length < 9 ? null : lengthOfFence(bytes.readUInt8(8));
    case clientMessages.keyEvent:
      return 8;
    case clientMessages.pointerEvent:
      return 6;
    case clientMessages.clientCutText:
      // A negative length marks the extended clipboard, whose size is its absolute value.
      return bytes.length < 8 ? null : 8 + Math.abs(bytes.readInt32BE(4));
    case clientMessages.xvp:
      return 4;
    case clientMessages.setDesktopSize:
      return bytes.length < 8 ? null : 8 + 16 * bytes.readUInt8(6);
    case clientMessages.gii:
      return bytes.length < 4 ? null : lengthOfGii(bytes);
    case clientMessages.qemu:
      return lengthOfQemu(bytes);
    default:
      throw new OrielError("client-protocol", `it sent RFB message type ${bytes[0]}, which is not known`);
  }
}

function lengthOfEncodings(count: number): number {
  if (count > ENCODINGS_LIMIT) throw new OrielError("client-protocol", `it lists ${count} encodings`);
  return 4 + 4 * count;
}

function lengthOfFence(payload: number): number {
  if (payload > FENCE_LIMIT) throw new OrielError("client-protocol", `its fence carries ${payload} bytes`);
  return 9 + payload;
}

/** The top bit of gii's second byte tells the byte order of what follows. */
function lengthOfGii(bytes: Buffer): number {
  const bigEndian = (bytes.readUInt8(1) & 0x80) !== 0;
  return 4 + (bigEndian ? bytes.readUInt16BE(2) : bytes.readUInt16LE(2));
}

/** QEMU's submessages: extended key event 0; audio 1 with its operations enable 0, disable 1, set format 2. */
function lengthOfQemu(bytes: Buffer): number | null {
  if (bytes.length < 2) return null;
  const submessage = bytes.readUInt8(1);
  if (submessage === 0) return 12;
  if (submessage !== 1) throw new OrielError("client-protocol", `it sent QEMU submessage ${submessage}, which is not known`);
  if (bytes.length < 4) return null;
  const operation = bytes.readUInt16BE(2);
  if (operation > 2) throw new OrielError("client-protocol", `it sent audio operation ${operation}, which is not known`);
  return operation === 2 ? 10 : 4;
}
