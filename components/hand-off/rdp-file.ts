/** What a remote desktop client needs to know of a guest. */
export type RdpConnection = {
  /** The guest's address. */
  address: string;
  /** Who signs in, as typed; "": the client asks. */
  user: string;
};

/** The media type that Microsoft's clients register for connection files. */
export const RDP_MEDIA = "application/x-rdp";

/**
 * A connection file of Microsoft's Remote Desktop clients: lines of name, type (`i` number, `s` text) and value
 * (https://learn.microsoft.com/windows-server/remote/remote-desktop-services/rdp-files). Clipboard and sound are shared; drives, printers,
 * ports and smart cards of the person's computer are not, and who answers without a certificate that can be checked is named first.
 */
export function rdpFile({ address, user }: RdpConnection): string {
  const lines = [
    `full address:s:${address.includes(":") ? `[${address}]` : address}`,
    ...(user ? [`username:s:${user}`] : []),
    "prompt for credentials:i:1",
    "authentication level:i:2",
    "enablecredsspsupport:i:1",
    "autoreconnection enabled:i:1",
    "screen mode id:i:1",
    "dynamic resolution:i:1",
    "audiomode:i:0",
    "redirectclipboard:i:1",
    "drivestoredirect:s:",
    "redirectprinters:i:0",
    "redirectcomports:i:0",
    "redirectsmartcards:i:0",
  ];
  return lines.map((line) => `${line}\r\n`).join("");
}

/** A file's name for a machine: letters that every system takes as they are. */
export function rdpName(machine: string): string {
  const safe = machine
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, 60);
  return `${safe || "machine"}.rdp`;
}
