/** The distinguished encoding of ASN.1 (ITU-T X.690), as far as a certificate needs it. Each function gives one element. */

/** An element of any tag: its length in the fewest bytes (X.690, 10.1), then its contents. */
export function element(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.of(tag), lengthOf(content.length), content]);
}

export const sequence = (...items: readonly Buffer[]): Buffer => element(0x30, ...items);
export const set = (...items: readonly Buffer[]): Buffer => element(0x31, ...items);
export const octetString = (content: Buffer): Buffer => element(0x04, content);
export const utf8String = (text: string): Buffer => element(0x0c, Buffer.from(text));
export const TRUE = element(0x01, Buffer.of(0xff));

/** @param content a whole number of bytes; @param unused how many of the last byte's bits do not count */
export const bitString = (content: Buffer, unused = 0): Buffer => element(0x03, Buffer.of(unused), content);

/** A number that is not negative, its bytes from the most significant one. */
export function integer(...bytes: readonly number[]): Buffer {
  const first = bytes[0] ?? 0;
  return element(0x02, Buffer.from(first >= 0x80 ? [0, ...bytes] : bytes));
}

/** An element that stands in the place of a context's own tag. */
export const tagged = (number: number, ...contents: readonly Buffer[]): Buffer => element(0xa0 | number, ...contents);
/** The same around bytes instead of elements. */
export const taggedBytes = (number: number, bytes: Buffer): Buffer => element(0x80 | number, bytes);

/** @param dotted "2.5.29.17" */
export function objectId(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split(".").map(Number);
  return element(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}

/** A moment to the second, as certificates write it: UTCTime before 2050, then GeneralizedTime (RFC 5280, section 4.1.2.5). */
export function time(moment: Date): Buffer {
  const digits = moment.toISOString().replace(/\.\d+|[^\d.]/g, "");
  return moment.getUTCFullYear() < 2050 ? element(0x17, Buffer.from(`${digits.slice(2)}Z`)) : element(0x18, Buffer.from(`${digits}Z`));
}

function lengthOf(length: number): Buffer {
  if (length < 0x80) return Buffer.of(length);
  const bytes = bytesOf(length);
  return Buffer.from([0x80 | bytes.length, ...bytes]);
}

function bytesOf(value: number): number[] {
  return value < 0x100 ? [value] : [...bytesOf(value >>> 8), value & 0xff];
}

/** Seven bits a byte, all but the last marked (X.690, 8.19.2). */
function base128(value: number): number[] {
  const bytes = [value & 0x7f];
  for (let rest = value >>> 7; rest > 0; rest >>>= 7) bytes.unshift(0x80 | (rest & 0x7f));
  return bytes;
}
