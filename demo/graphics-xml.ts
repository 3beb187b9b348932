import { attributes } from "./xml.ts";

/**
 * A VNC or SPICE server that listens on the loopback on a port of QEMU's choice. VNC takes at most 8 characters of password, and speaks
 * WebSocket on a port more where one is named. With a keymap ("de") QEMU takes characters for keys, not the keys' places;
 * with power control a client may shut the machine down and reset it (VNC's xvp). SPICE packs its pictures as `images` says, and with `jpeg`
 * and `zlib` those that it takes for photographs, lossily, or packed already; what moves it may send as a video (`streaming`).
 */
export type GraphicsSpec = {
  type: "vnc" | "spice";
  password?: string;
  port?: number;
  /** SPICE's port for TLS, where the daemon has certificates (libvirtd.ts); -1: of QEMU's choice. */
  tlsPort?: number;
  websocket?: number;
  listen?: { socket: string } | { address: string };
  keymap?: string;
  powerControl?: boolean;
  images?: "auto_glz" | "auto_lz" | "quic" | "glz" | "lz" | "off";
  jpeg?: "auto" | "always" | "never";
  zlib?: "auto" | "always" | "never";
  streaming?: "filter" | "all" | "off";
  /** Whether the SPICE agent may copy and paste, and take files; both where nothing is said. */
  clipboard?: boolean;
  fileTransfer?: boolean;
};

/** libvirt's <graphics> (https://libvirt.org/formatdomain.html#graphical-framebuffers). */
export function graphicsDevice(spec: GraphicsSpec): string {
  const { type, password, port, tlsPort, websocket, listen, keymap, powerControl } = spec;
  const chosen = [port, tlsPort].filter((each) => each !== undefined);
  const autoport = chosen.every((each) => each === -1);
  const ports = chosen.length > 0 ? { port: port ?? -1, tlsPort, autoport, websocket } : { autoport, websocket };
  const onSocket = listen !== undefined && "socket" in listen;
  const attributeList = attributes({ type, ...(onSocket ? {} : ports), keymap, powerControl, passwd: password });
  const where = onSocket
    ? attributes({ type: "socket", socket: listen.socket })
    : attributes({ type: "address", address: listen?.address ?? "127.0.0.1" });
  return `<graphics${attributeList}><listen${where}/>${spiceSettings(spec)}</graphics>`;
}

function spiceSettings({ images, jpeg, zlib, streaming, clipboard, fileTransfer }: GraphicsSpec): string {
  const settings: [name: string, attribute: string, value: string | boolean | undefined][] = [
    ["image", "compression", images],
    ["jpeg", "compression", jpeg],
    ["zlib", "compression", zlib],
    ["streaming", "mode", streaming],
    ["clipboard", "copypaste", clipboard],
    ["filetransfer", "enable", fileTransfer],
  ];
  return settings
    .map(([name, attribute, value]) => (value === undefined ? "" : `<${name}${attributes({ [attribute]: value })}/>`))
    .join("");
}
