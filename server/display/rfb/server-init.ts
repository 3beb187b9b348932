import { OrielError } from "#server/errors.ts";

/** Width, height, pixel format and the name's length (RFC 6143, section 7.3.2). */
const HEAD_SIZE = 24;
const NAME_LIMIT = 4096;
/** The most pixels a canvas holds in the browsers that hold least of the common ones: 16384 x 16384. */
const PIXEL_LIMIT = 2 ** 28;

/**
 * Reads a ServerInit message.
 * @returns the message as it came
 * @throws {OrielError} display-protocol where its sizes cannot be those of a screen
 */
export async function readServerInit(display: { read(size: number): Promise<Buffer> }): Promise<Buffer> {
  const head = await display.read(HEAD_SIZE);
  const [width, height, nameLength] = [head.readUInt16BE(0), head.readUInt16BE(2), head.readUInt32BE(20)];
  if (width * height > PIXEL_LIMIT) throw new OrielError("display-protocol", `its screen claims to be ${width} x ${height}`);
  if (nameLength > NAME_LIMIT) throw new OrielError("display-protocol", `its name claims to be ${nameLength} bytes long`);
  return nameLength === 0 ? head : Buffer.concat([head, await display.read(nameLength)]);
}
