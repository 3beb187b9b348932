import { OrielError } from "#server/errors.ts";

/** Security types (RFC 6143, section 7.1.2, and IANA's registry of RFB security types). */
export const SECURITY_NONE = 1;
export const SECURITY_VNC = 2;

const names: Record<number, string> = {
  5: "RA2",
  6: "RA2ne",
  16: "Tight",
  18: "TLS",
  19: "VeNCrypt",
  20: "SASL",
  30: "Apple",
  129: "RA256",
};

/**
 * The security type to take of those a display offers: VNC authentication where libvirt knows a password, else None.
 * @throws {OrielError} display-refused where the display wants a password and there is none, display-protocol where it offers
 * nothing that the portal speaks
 */
export function chooseSecurity(offered: readonly number[], password: string | null): number {
  if (password !== null && offered.includes(SECURITY_VNC)) return SECURITY_VNC;
  if (offered.includes(SECURITY_NONE)) return SECURITY_NONE;
  if (offered.includes(SECURITY_VNC)) throw new OrielError("display-refused", "it wants a password, and libvirt has none for it");
  const listed = offered.slice(0, 8).map((type) => (names[type] ? `${names[type]} (${type})` : `${type}`));
  throw new OrielError("display-protocol", `it offers only security types the portal does not speak: ${listed.join(", ")}`);
}
