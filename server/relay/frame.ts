import type { Socket } from "node:net";

/** The longest header of a frame that is not masked (RFC 6455, section 5.2). */
const HEADER_SIZE = 10;
const BINARY_FINAL = 0x82;
/** Frames up to this payload take memory of their own; larger ones share a few buffers that come back when they are written. */
const SMALL = 16 * 1024;
/** The payload that fits a shared buffer: what is read of a machine at once. */
const LARGE = 128 * 1024;
/** How many shared buffers are kept while nothing needs them. */
const KEPT = 8;

const spare: Buffer[] = [];

/**
 * Writes bytes as one binary WebSocket message. They are copied: they may be used for something else on return. Unlike a general
 * sender it makes one piece of header and bytes, and no garbage for large messages, which is most of what a relay does.
 */
export function writeBinary(socket: Socket, bytes: Buffer): void {
  if (bytes.length <= SMALL || bytes.length > LARGE) {
    socket.write(fill(Buffer.allocUnsafe(HEADER_SIZE + bytes.length), bytes));
    return;
  }
  const shared = spare.pop() ?? Buffer.allocUnsafeSlow(HEADER_SIZE + LARGE);
  socket.write(fill(shared, bytes), () => {
    if (spare.length < KEPT) spare.push(shared);
  });
}

/** Puts a frame into a buffer of at least its size, and gives the part that it takes. */
function fill(buffer: Buffer, payload: Buffer): Buffer {
  const { length } = payload;
  let at = 2;
  buffer[0] = BINARY_FINAL;
  if (length < 126) {
    buffer[1] = length;
  } else if (length < 0x10000) {
    buffer[1] = 126;
    at = buffer.writeUInt16BE(length, 2);
  } else {
    buffer[1] = 127;
    buffer.writeUInt32BE(0, 2);
    at = buffer.writeUInt32BE(length, 6);
  }
  payload.copy(buffer, at);
  return buffer.subarray(0, at + length);
}
