import { OrielError } from "#server/errors.ts";
import { checkScreenSize, type Size } from "../screen-size.ts";

/** Width, height, pixel format and the name's length (RFC 6143, section 7.3.2). */
const HEAD_SIZE = 24;
const NAME_LIMIT = 4096;

/**
 * Reads a ServerInit message.
 * @returns the message as it came
 * @throws {OrielError} display-protocol where its sizes cannot be those of a screen
 */
export async function readServerInit(display: { read(size: number): Promise<Buffer> }): Promise<Buffer> {
  const head = await display.read(HEAD_SIZE);
  checkScreenSize(screenOf(head));
  const nameLength = head.readUInt32BE(20);
  if (nameLength > NAME_LIMIT) throw new OrielError("display-protocol", `its name claims to be ${nameLength} bytes long`);
  return nameLength === 0 ? head : Buffer.concat([head, await display.read(nameLength)]);
}

/** The screen's size of a ServerInit message. */
export function screenOf(serverInit: Buffer): Size {
  return { width: serverInit.readUInt16BE(0), height: serverInit.readUInt16BE(2) };
}
