/** Bytes of a ProtocolVersion message (RFC 6143, section 7.1.1). */
export const VERSION_SIZE = 12;

/** The versions of RFB that differ in their handshake. */
export type RfbVersion = "3.3" | "3.7" | "3.8";

/** The ProtocolVersion message of each. */
export const versionMessages: Record<RfbVersion, Buffer> = {
  "3.3": Buffer.from("RFB 003.003\n"),
  "3.7": Buffer.from("RFB 003.007\n"),
  "3.8": Buffer.from("RFB 003.008\n"),
};

/**
 * The highest version both sides speak, or null where the message is none. Versions below 3.7 count as 3.3, as RFC 6143
 * (section 7.1.1) asks; later ones (Apple's 3.889, RealVNC's 4.1) as 3.8.
 */
export function commonVersion(message: Buffer): RfbVersion | null {
  const match = /^RFB (\d{3})\.(\d{3})\n$/.exec(message.toString("latin1"));
  if (!match) return null;
  const [major, minor] = [Number(match[1]), Number(match[2])];
  if (major < 3) return null;
  if (major > 3 || minor >= 8) return "3.8";
  return minor === 7 ? "3.7" : "3.3";
}
