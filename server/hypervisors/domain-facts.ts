import type { VmDevices } from "#server/contract/vm.ts";

/** Where a display listens, as one `<listen>` says it. */
export type Listen =
  | { type: "address"; address: string | null }
  | { type: "network"; network: string | null; address: string | null }
  | { type: "socket"; path: string | null }
  | { type: "none" };

/** Over which of a SPICE display's ports a channel is taken: the TLS one, the plain one, or both. */
export type ChannelMode = "secure" | "insecure" | "any";

/** One `<graphics>`. */
export type GraphicsFacts = {
  /** "vnc", "spice" ... as written. */
  type: string;
  /** TCP port; null where none has been given out (libvirt writes -1, or nothing). */
  port: number | null;
  /** SPICE's TLS port, as `port`. */
  tlsPort: number | null;
  /** SPICE: whether channels are to be encrypted; "any" where nothing is said. */
  defaultMode: ChannelMode;
  /** SPICE: the same for channels of their own ("main", "display" ...). */
  channelModes: Record<string, ChannelMode>;
  autoport: boolean;
  listens: Listen[];
  /** Only in XML that was asked for with its secrets (VIR_DOMAIN_XML_SECURE); null where there is none. */
  password: string | null;
  /** UTC, as libvirt writes it: "2026-01-31T12:00:00". */
  passwordValidTo: string | null;
  keymap: string | null;
  sharePolicy: string | null;
  /** VNC: whether viewers may switch the machine off and on again. */
  powerControl: boolean;
};

/** One `<video>`'s model. */
export type VideoFacts = { model: string; heads: number };

/** One character device that is a serial line or a console, each once. */
export type SerialFacts = {
  element: "serial" | "console";
  /** How the host side is reached: "pty", "tcp", "unix" ... */
  type: string;
  /** The guest side: "isa-serial", "virtio", "sclp" ... */
  target: string | null;
  port: number | null;
  /** The device's name for VIR_DOMAIN_OPEN_CONSOLE; libvirt gives one at start. */
  alias: string | null;
  /** The file in which virtlogd, or QEMU, keeps what the machine says on it, and whether a start empties it; null where there is none. */
  log: { file: string; append: boolean } | null;
};

/** What Oriel needs to know of a domain's XML. */
export type DomainFacts = {
  name: string;
  uuid: string | null;
  /** Number of this run; null while the machine is off. */
  id: number | null;
  /** "" where there is none. */
  title: string;
  /** Processors that are on. */
  vcpus: number;
  /** What the guest has at present: the balloon's size where it differs from the most it may get. */
  memoryMiB: number;
  /** Of its processors: "x86_64", "aarch64" ...; null where the XML does not say. */
  arch: string | null;
  /** libosinfo's id of the operating system, a URL, where the XML carries it. */
  os: string | null;
  graphics: GraphicsFacts[];
  video: VideoFacts[];
  serials: SerialFacts[];
  devices: VmDevices;
  /** Devices of the host that it is given, as {@link hostDeviceName} names them. */
  hostDevices: string[];
  /** Whether one of these shows its picture on the displays. */
  hostScreen: boolean;
  /** Whether a guest agent is connected. */
  agent: boolean;
};
