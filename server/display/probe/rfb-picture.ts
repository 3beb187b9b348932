import { OrielError } from "#server/errors.ts";
import { clientMessages } from "../rfb/client-messages.ts";
import { checkScreenSize, type Size } from "../screen-size.ts";
import type { DisplayBytes } from "./display-bytes.ts";
import { type Rectangle, Uncovered } from "./uncovered.ts";

/** Server messages (RFC 6143, section 7.6). */
const UPDATE = 0;
const COLOUR_MAP = 1;
const BELL = 2;
const CUT_TEXT = 3;

/** Encodings (RFC 6143, sections 7.7.1 and 7.8.2). */
const RAW = 0;
const DESKTOP_SIZE = -223;

/** The most text that a server may have cut, in bytes. */
const CUT_TEXT_LIMIT = 2 ** 24;

/**
 * Asks a VNC display for its whole screen and waits until every pixel of it has come. What they show is not looked at.
 * @param size as ServerInit says it
 * @returns the screen's size when it was complete
 * @throws {OrielError} display-protocol, display-closed, display-silent
 */
export async function firstRfbPicture(display: DisplayBytes, size: Size): Promise<Size> {
  display.write(Buffer.concat([setPixelFormat(), setEncodings([RAW, DESKTOP_SIZE])]));
  let screen = size;
  let uncovered = new Uncovered(screen);
  display.write(updateRequest(screen, { incremental: false }));
  for (;;) {
    const type = (await display.read(1)).readUInt8();
    if (type !== UPDATE) {
      await skipMessage(display, type);
      continue;
    }
    const resized = await takeUpdate(display, uncovered);
    if (resized) {
      screen = resized.size;
      uncovered = resized.uncovered;
    }
    if (uncovered.isComplete) return screen;
    display.write(updateRequest(screen, { incremental: !resized }));
  }
}

/**
 * Reads an update behind its type (RFC 6143, section 7.6.1).
 * @returns the screen that it made, where it changed the size: nothing of that has come yet
 */
async function takeUpdate(display: DisplayBytes, before: Uncovered): Promise<{ size: Size; uncovered: Uncovered } | null> {
  let resized: { size: Size; uncovered: Uncovered } | null = null;
  const count = (await display.read(3)).readUInt16BE(1);
  for (let index = 0; index < count; index++) {
    const { encoding, ...rectangle } = readRectangle(await display.read(12));
    if (encoding === DESKTOP_SIZE) {
      const size = checkScreenSize(rectangle);
      resized = { size, uncovered: new Uncovered(size) };
    } else if (encoding === RAW) {
      const uncovered = resized?.uncovered ?? before;
      uncovered.cover(rectangle);
      await display.skip(rectangle.width * rectangle.height);
    } else throw new OrielError("display-protocol", `it sent encoding ${encoding}, which was not asked for`);
  }
  return resized;
}

function readRectangle(bytes: Buffer): Rectangle & { encoding: number } {
  const [x, y, width, height] = [bytes.readUInt16BE(0), bytes.readUInt16BE(2), bytes.readUInt16BE(4), bytes.readUInt16BE(6)];
  return { x, y, width, height, encoding: bytes.readInt32BE(8) };
}

async function skipMessage(display: DisplayBytes, type: number): Promise<void> {
  if (type === BELL) return;
  if (type === COLOUR_MAP) return display.skip(6 * (await display.read(5)).readUInt16BE(3));
  if (type !== CUT_TEXT) throw new OrielError("display-protocol", `it sent RFB message type ${type}, which is not known`);
  const length = (await display.read(7)).readUInt32BE(3);
  if (length > CUT_TEXT_LIMIT) throw new OrielError("display-protocol", `it claims to have cut ${length} bytes of text`);
  await display.skip(length);
}

/** One byte for each pixel, so that a large screen is soon there: true colour, 3 bits of red and green, 2 of blue (RFC 6143, section 7.5.1). */
function setPixelFormat(): Buffer {
  const [bits, depth, bigEndian, trueColour] = [8, 8, 0, 1];
  const format = Buffer.of(bits, depth, bigEndian, trueColour, 0, 7, 0, 7, 0, 3, 0, 3, 6, 0, 0, 0);
  return Buffer.concat([Buffer.of(clientMessages.setPixelFormat, 0, 0, 0), format]);
}

/** RFC 6143, section 7.5.2. */
function setEncodings(encodings: readonly number[]): Buffer {
  const message = Buffer.alloc(4 + 4 * encodings.length);
  message.writeUInt8(clientMessages.setEncodings);
  message.writeUInt16BE(encodings.length, 2);
  for (const [index, encoding] of encodings.entries()) message.writeInt32BE(encoding, 4 + 4 * index);
  return message;
}

/** The whole screen, or what of it has changed (RFC 6143, section 7.5.3). */
function updateRequest({ width, height }: Size, { incremental }: { incremental: boolean }): Buffer {
  const message = Buffer.alloc(10);
  message.writeUInt8(clientMessages.framebufferUpdateRequest);
  message.writeUInt8(Number(incremental), 1);
  message.writeUInt16BE(width, 6);
  message.writeUInt16BE(height, 8);
  return message;
}
