import type { NativeProtocol } from "#server/contract/hand-off.ts";

/** What a viewer needs to know of a display. */
export type Connection = {
  protocol: NativeProtocol;
  /** A name or an address, an IPv6 one without brackets. */
  host: string;
  /** At least one of the two is there. */
  port: number | null;
  tlsPort: number | null;
  /** The authority of the TLS port's certificate, PEM; null where the viewer has to know it. */
  authority: string | null;
  /** null: the display takes none. */
  password: string | null;
  title: string;
};

/** The media type that virt-viewer registers for its connection files. */
export const VV_MEDIA = "application/x-virt-viewer";

/** C0 and C1 control characters but those that GKeyFile can escape. */
const control = /(?![\t\n\r])[\p{Cc}\p{Zl}\p{Zp}]/gu;

const escapes: Record<string, string> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * A connection file of remote-viewer (its manual, CONNECTION FILE), which removes it once it has read it. The password and everything else
 * that opens the display is in it.
 */
export function vvFile({ protocol, host, port, tlsPort, authority, password, title }: Connection): string {
  const values: [key: string, value: string | number | null][] = [
    ["type", protocol],
    ["host", host],
    ["port", port],
    ["tls-port", tlsPort],
    ["ca", tlsPort === null ? null : authority],
    ["password", password],
    ["title", title],
    ["delete-this-file", 1],
    ["toggle-fullscreen", "shift+f11"],
    ["release-cursor", "shift+f12"],
    ["enable-usbredir", protocol === "spice" ? 1 : null],
  ];
  const lines = values.flatMap(([key, value]) => (value === null ? [] : [`${key}=${escaped(String(value))}`]));
  return `[virt-viewer]\n${lines.join("\n")}\n`;
}

/** A value as GKeyFile reads it back: one line, whatever is in it. */
function escaped(value: string): string {
  const text = value.toWellFormed().replace(control, "");
  return text.replace(/[\\\n\r\t]/g, (letter) => escapes[letter] ?? "").replace(/^ /, "\\s");
}

/** A file's name for a machine's display: letters that every system and every shell take as they are. */
export function vvName(machine: string, protocol: NativeProtocol): string {
  const safe = machine
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^[-.]+|[-.]+$/g, "")
    .slice(0, 60);
  return `${safe || "machine"}-${protocol}.vv`;
}
