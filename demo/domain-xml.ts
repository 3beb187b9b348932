import { type GraphicsSpec, graphicsDevice } from "./graphics-xml.ts";
import type { GuestImage, GuestName } from "./guests/build.ts";
import { attributes, element, escaped } from "./xml.ts";

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
  /** A qcow2 file over the image's disk that takes what the guest writes (overlay.ts). */
  overlay?: string;
  /** A sound card that plays to the SPICE client, where there is one. The desktop has it. */
  sound?: boolean;
  /** How many USB devices a SPICE client may hand to the guest. */
  usbRedirection?: number;
  /** More of the kernel's command line. */
  commandLine?: string;
};

/** Marks the domains that the demo has made: those and no others does it touch. */
export const DEMO_NAMESPACE = "urn:oriel:demo";
const MEMORY_MIB = { tiny: 96, painter: 256, desktop: 768 } as const;
const VCPUS = { tiny: 1, painter: 1, desktop: 2 } as const;
const VIDEO = { tiny: "vga", painter: "virtio", desktop: "virtio" } as const;

/** The domain's libvirt XML (https://libvirt.org/formatdomain.html). */
export function domainXml(spec: DomainSpec): string {
  return `<domain type='${spec.kvm ? "kvm" : "qemu"}'>
  <name>${escaped(spec.name)}</name>
  ${spec.uuid ? element("uuid", spec.uuid) : ""}
  ${spec.title ? element("title", spec.title) : ""}
  ${spec.description ? element("description", spec.description) : ""}
  <metadata><demo:guest xmlns:demo='${DEMO_NAMESPACE}'>${spec.guest}</demo:guest></metadata>
  <memory unit='MiB'>${spec.memoryMiB ?? MEMORY_MIB[spec.guest]}</memory>
  <vcpu>${spec.vcpus ?? VCPUS[spec.guest]}</vcpu>
  <os>
    <type arch='x86_64' machine='pc'>hvm</type>
    ${element("kernel", spec.image.kernel)}
    ${element("initrd", spec.image.initrd)}
    ${element("cmdline", commandLine(spec))}
  </os>
  <features><acpi/><apic/>${spec.kvm ? "" : "<tcg><tb-cache unit='MiB'>128</tb-cache></tcg>"}</features>
  ${processor(spec)}
  <on_poweroff>destroy</on_poweroff>
  <on_reboot>restart</on_reboot>
  <on_crash>destroy</on_crash>
  <devices>
    <controller type='usb' model='qemu-xhci'/>
    <input type='tablet' bus='usb'/>
    ${serialDevices(spec)}
    ${spec.control ? controlChannel(spec.control) : ""}
    ${spec.overlay ? disk(spec.overlay) : ""}
    ${spec.guest === "desktop" ? agents(spec) : ""}
    ${graphicsOf(spec).map(graphicsDevice).join("\n    ")}
    <video>${videoModel(spec)}</video>
    ${soundDevices(spec)}
    ${"<redirdev bus='usb' type='spicevmc'/>".repeat(spec.usbRedirection ?? 0)}
    <memballoon model='none'/>
  </devices>
</domain>
`;
}

function graphicsOf({ graphics }: DomainSpec): readonly GraphicsSpec[] {
  return graphics ?? [{ type: "vnc" }];
}

/**
 * The desktop's screen is its own from the start: no kernel messages. On a busy host the kernel takes an emulated timer that comes late for
 * a broken one.
 */
function commandLine({ guest, name, commandLine = "" }: DomainSpec): string {
  const consoles = guest === "desktop" ? "root=/dev/vda console=ttyS0 mitigations=off no_timer_check" : "console=tty0 console=ttyS0";
  return `${consoles} quiet host=${name.replace(/^oriel-demo-/, "")} ${commandLine}`.trim();
}

/** Emulated, the desktop's programs run faster on a processor that knows SSE 4. */
function processor({ kvm, guest }: DomainSpec): string {
  if (kvm) return "<cpu mode='host-passthrough'/>";
  return guest === "desktop" ? "<cpu mode='custom' match='exact'><model fallback='allow'>Nehalem</model></cpu>" : "";
}

/** What is written to it is lost with the machine in any case, so that QEMU need not wait for the host's disk. */
function disk(overlay: string): string {
  const driver = "<driver name='qemu' type='qcow2' cache='unsafe' discard='unmap'/>";
  return `<disk type='file' device='disk'>${driver}<source${attributes({ file: overlay })}/><target dev='vda' bus='virtio'/></disk>`;
}

/**
 * QEMU's guest agent, and the port of the agent that shares clipboard, screen size and files: spoken to by the SPICE client where there is
 * SPICE, else by QEMU for VNC's client. Random numbers besides, which an emulated machine is short of.
 */
function agents(spec: DomainSpec): string {
  const port = "<target type='virtio' name='com.redhat.spice.0'/>";
  const vnc = "<source><clipboard copypaste='yes'/><mouse mode='client'/></source>";
  const agent = hasSpice(spec) ? `<channel type='spicevmc'>${port}</channel>` : `<channel type='qemu-vdagent'>${vnc}${port}</channel>`;
  return `<channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/></channel>
    ${agent}
    <rng model='virtio'><backend model='random'>/dev/urandom</backend></rng>`;
}

function soundDevices(spec: DomainSpec): string {
  const card = "<sound model='ich9'><codec type='duplex'/><audio id='1'/></sound>";
  if (!(spec.sound ?? spec.guest === "desktop")) return "<audio id='1' type='none'/>";
  return `${card}<audio id='1' type='${hasSpice(spec) ? "spice" : "none"}'/>`;
}

function hasSpice(spec: DomainSpec): boolean {
  return graphicsOf(spec).some(({ type }) => type === "spice");
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

function videoModel({ guest, video = VIDEO[guest], heads = 1 }: DomainSpec): string {
  if (video === "none") return "<model type='none'/>";
  if (video === "qxl") return `<model type='qxl' ram='65536' vram='65536' vgamem='32768' heads='${heads}' primary='yes'/>`;
  if (video === "virtio") return `<model type='virtio' heads='${heads}' primary='yes'/>`;
  return `<model type='${video}' vram='16384' primary='yes'/>`;
}
