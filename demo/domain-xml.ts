import type { GuestImage, GuestName } from "./guests/build.ts";

/**
 * A VNC or SPICE server that listens on the loopback on a port of QEMU's choice. VNC takes at most 8 characters of password, and speaks
 * WebSocket on a port more where one is named. With a keymap ("de") QEMU takes characters for keys, not the keys' places;
 * with power control a client may shut the machine down and reset it (VNC's xvp). SPICE packs its pictures as `images` says, and with `jpeg`
 * lossily those that it takes for photographs.
 */
export type GraphicsSpec = {
  type: "vnc" | "spice";
  password?: string;
  port?: number;
  websocket?: number;
  listen?: { socket: string };
  keymap?: string;
  powerControl?: boolean;
  images?: "auto_glz" | "auto_lz" | "quic" | "glz" | "lz" | "off";
  jpeg?: "auto" | "always" | "never";
};

/** A machine to define. Everything has a value that suits; only name, guest and image must be said. */
export type DomainSpec = {
  name: string;
  guest: GuestName;
  image: GuestImage;
  title?: string;
  description?: string;
  uuid?: string;
  /** Whether KVM really works here; else the processor is emulated. */
  kvm?: boolean;
  graphics?: readonly GraphicsSpec[];
  video?: "vga" | "qxl" | "virtio" | "cirrus" | "bochs" | "none";
  /** Screens of a qxl or virtio device. */
  heads?: number;
  memoryMiB?: number;
  vcpus?: number;
  /** Where QEMU writes what the guest says on its serial line. */
  serialLog?: string;
  /** How many serial lines, 0 to 4; the guests use the first. */
  serials?: number;
  /** A unix socket to the guest that no console shows: a shell in tiny, commands and reports in painter. */
  control?: string;
  /** More of the kernel's command line. */
  commandLine?: string;
};

/** Marks the domains that the demo has made: those and no others does it touch. */
export const DEMO_NAMESPACE = "urn:oriel:demo";
const MEMORY_MIB = { tiny: 96, painter: 256 } as const;
const VIDEO = { tiny: "vga", painter: "virtio" } as const;

/** The domain's libvirt XML (https://libvirt.org/formatdomain.html). */
export function domainXml(spec: DomainSpec): string {
  return `<domain type='${spec.kvm ? "kvm" : "qemu"}'>
  <name>${escaped(spec.name)}</name>
  ${spec.uuid ? element("uuid", spec.uuid) : ""}
  ${spec.title ? element("title", spec.title) : ""}
  ${spec.description ? element("description", spec.description) : ""}
  <metadata><demo:guest xmlns:demo='${DEMO_NAMESPACE}'>${spec.guest}</demo:guest></metadata>
  <memory unit='MiB'>${spec.memoryMiB ?? MEMORY_MIB[spec.guest]}</memory>
  <vcpu>${spec.vcpus ?? 1}</vcpu>
  <os>
    <type arch='x86_64' machine='pc'>hvm</type>
    ${element("kernel", spec.image.kernel)}
    ${element("initrd", spec.image.initrd)}
    ${element("cmdline", `console=tty0 console=ttyS0 quiet host=${spec.name.replace(/^oriel-demo-/, "")} ${spec.commandLine ?? ""}`.trim())}
  </os>
  <features><acpi/><apic/>${spec.kvm ? "" : "<tcg><tb-cache unit='MiB'>128</tb-cache></tcg>"}</features>
  ${spec.kvm ? "<cpu mode='host-passthrough'/>" : ""}
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <controller type='usb' model='qemu-xhci'/>
    <input type='tablet' bus='usb'/>
    ${serialDevices(spec)}
    ${spec.control ? controlChannel(spec.control) : ""}
    ${(spec.graphics ?? [{ type: "vnc" }]).map(graphicsDevice).join("\n    ")}
    <video>${videoModel(spec)}</video>
    <audio id='1' type='none'/>
    <memballoon model='none'/>
  </devices>
</domain>
`;
}

function serialDevices({ serials = 1, serialLog }: DomainSpec): string {
  const log = serialLog ? `<log file='${escaped(serialLog)}' append='off'/>` : "";
  return Array.from({ length: serials }, (_, port) => `<serial type='pty'>${port === 0 ? log : ""}<target port='${port}'/></serial>`).join(
    "\n    ",
  );
}

function controlChannel(path: string): string {
  return `<channel type='unix'><source mode='bind' path='${escaped(path)}'/><target type='virtio' name='oriel.control'/></channel>`;
}

function graphicsDevice(graphics: GraphicsSpec): string {
  const { type, password, port, websocket, listen, keymap, powerControl } = graphics;
  const browsers = websocket === undefined ? "" : ` websocket='${websocket}'`;
  const where = (port === undefined ? "autoport='yes'" : `port='${port}' autoport='no'`) + browsers;
  const layout = (keymap === undefined ? "" : ` keymap='${escaped(keymap)}'`) + (powerControl ? " powerControl='yes'" : "");
  const secret = layout + (password === undefined ? "" : ` passwd='${escaped(password)}'`);
  const packing = compression(graphics);
  if (listen) return `<graphics type='${type}'${secret}><listen type='socket' socket='${escaped(listen.socket)}'/>${packing}</graphics>`;
  return `<graphics type='${type}' ${where}${secret}><listen type='address' address='127.0.0.1'/>${packing}</graphics>`;
}

function compression({ images, jpeg }: GraphicsSpec): string {
  return (images ? `<image compression='${images}'/>` : "") + (jpeg ? `<jpeg compression='${jpeg}'/>` : "");
}

function videoModel({ guest, video = VIDEO[guest], heads = 1 }: DomainSpec): string {
  if (video === "none") return "<model type='none'/>";
  if (video === "qxl") return `<model type='qxl' ram='65536' vram='65536' vgamem='32768' heads='${heads}' primary='yes'/>`;
  if (video === "virtio") return `<model type='virtio' heads='${heads}' primary='yes'/>`;
  return `<model type='${video}' vram='16384' primary='yes'/>`;
}

function element(name: string, text: string): string {
  return `<${name}>${escaped(text)}</${name}>`;
}

const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "'": "&apos;", '"': "&quot;" };

function escaped(text: string): string {
  return text.replace(/[&<>'"]/g, (character) => ENTITIES[character] ?? character);
}
