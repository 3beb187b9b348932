import { z } from "./zod.ts";

/** libvirt's domain states (virDomainState), spelled as its names end. */
export const vmState = z.enum(["nostate", "running", "blocked", "paused", "shutdown", "shutoff", "crashed", "pmsuspended"]);
export type VmState = z.infer<typeof vmState>;

/** `<host-key>.<uuid>`: which hypervisor, and the domain's uuid there, lower case with dashes. */
export const vmId = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,30}\.[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/, "takes <host-key>.<uuid>");
export type VmId = z.infer<typeof vmId>;

/** One `<graphics>` of a domain; of the running one while it runs, else of the next start. */
export const graphics = z.object({
  type: z.enum(["vnc", "spice", "rdp", "sdl", "desktop", "egl-headless", "dbus"]),
  /** Whether a password is set on it. */
  password: z.boolean(),
});

/** A serial line or console that can be opened. */
export const serialLine = z.object({
  /** What Linux in the machine calls it: "ttyS0", "hvc0" ...; null where that is not known. */
  tty: z.string().nullable(),
  /** Whether libvirt keeps what the machine says on it in a file. */
  log: z.boolean(),
});
export type SerialLine = z.infer<typeof serialLine>;

/** Of a machine's devices, what decides what a console or a viewer can do with it; of the running domain while it runs. */
export const vmDevices = z.object({
  /** The models of its sound cards: "ich9" ... */
  sound: z.array(z.string()),
  /** Whether a channel leads to SPICE's agent in the guest (spicevmc, com.redhat.spice.0). */
  spiceAgent: z.boolean(),
  /** Whether the same agent speaks with QEMU itself (qemu-vdagent) and may share the clipboard so: what VNC's clipboard needs. */
  vdAgent: z.boolean(),
  /** Whether the SPICE display lets the clipboard through, and files. */
  spiceClipboard: z.boolean(),
  spiceFiles: z.boolean(),
  /** How many USB devices a SPICE viewer can redirect at once. */
  usbRedirection: z.number().int(),
  /** Whether a SPICE viewer can lend it a smart card. */
  smartcard: z.boolean(),
  /** Whether a pointer with absolute positions is there. */
  tablet: z.boolean(),
  /** Whether a SPICE viewer can share a folder with it (org.spice-space.webdav.0). */
  webdav: z.boolean(),
  /** How many screens all its video devices drive. */
  heads: z.number().int(),
});
export type VmDevices = z.infer<typeof vmDevices>;

export const vm = z.object({
  id: vmId,
  name: z.string(),
  /** A title the domain's XML may carry; empty where it has none. */
  title: z.string(),
  /** The key of the hypervisor it is on. */
  host: z.string(),
  state: vmState,
  graphics: z.array(graphics),
  /** The serial lines that can be opened, in the order of the XML. */
  serials: z.array(serialLine),
  /** The video models, first one first: "vga", "qxl" ... */
  video: z.array(z.string()),
  devices: vmDevices,
  vcpus: z.number().int(),
  /** Memory the guest sees, in MiB. */
  memoryMiB: z.number().int(),
  /** Guest addresses where libvirt knows them. */
  addresses: z.array(z.string()),
  persistent: z.boolean(),
  /** Whether a change of its definition that was made here waits for power-off and on. */
  pendingChange: z.boolean(),
});
export type Vm = z.infer<typeof vm>;

/** What a person can do to a machine's power. `force-off` and `reset` lose what the guest has not saved. */
export const powerAction = z.enum(["start", "shutdown", "reboot", "reset", "force-off", "pause", "resume"]);
export type PowerAction = z.infer<typeof powerAction>;
export const powerRequest = z.object({ action: powerAction });

/** The states from which each action makes sense; the server refuses others as libvirt would. */
export const powerActionsIn: Record<VmState, readonly PowerAction[]> = {
  nostate: ["force-off"],
  running: ["shutdown", "reboot", "pause", "reset", "force-off"],
  blocked: ["shutdown", "reboot", "pause", "reset", "force-off"],
  paused: ["resume", "reset", "force-off"],
  shutdown: ["reset", "force-off"],
  shutoff: ["start"],
  crashed: ["start", "force-off"],
  pmsuspended: ["resume", "force-off"],
};

/** Whether there is a screen or a serial line to open now. */
export function isOn(state: VmState): boolean {
  return state !== "shutoff" && state !== "crashed" && state !== "nostate";
}
