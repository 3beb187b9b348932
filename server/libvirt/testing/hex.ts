/** Bytes written as hexadecimal text; what stands between `(` and `)` says what they are. */
export function hex(text: string): Buffer {
  const digits = text.replace(/\([^)]*\)/g, "").replace(/\s+/g, "");
  if (!/^([0-9a-f]{2})*$/i.test(digits)) throw new TypeError(`not hexadecimal: ${digits}`);
  return Buffer.from(digits, "hex");
}
