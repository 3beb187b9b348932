import { z } from "./zod.ts";

/**
 * The screens of a machine's definition and what hangs on them: what counts from its next start. Read from the definition, changed by a
 * person, and given back whole. `key` is an element's place among the definition's elements of its name, from 0; null: a new one. What is
 * not given back is removed.
 */
const key = z.int().min(0).nullable();

/** Where a display listens (https://libvirt.org/formatdomain.html#graphical-framebuffers). */
export const listenSetting = z.discriminatedUnion("type", [
  /** Nothing is said: what the hypervisor's qemu.conf says, by default its loopback address. */
  z.object({ type: z.literal("default") }),
  /** `0.0.0.0` and `::` are all addresses. */
  z.object({ type: z.literal("address"), address: z.string().trim().min(1).max(255) }),
  /** The host's address on a libvirt network. */
  z.object({ type: z.literal("network"), network: z.string().min(1).max(255) }),
  /** A unix socket; null: libvirt chooses its path. */
  z.object({ type: z.literal("socket"), path: z.string().min(1).max(107).nullable() }),
  /** Nowhere: only libvirt hands it out. */
  z.object({ type: z.literal("none") }),
]);
export type ListenSetting = z.infer<typeof listenSetting>;

const validTo = z.iso.datetime().nullable();

/** A display's password. The one that is set is never told: `keep` stands for it. `validTo`: until when it opens the display. */
export const passwordSetting = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("none") }),
  z.object({ kind: z.literal("keep"), validTo }),
  z.object({ kind: z.literal("new"), value: z.string().max(200), validTo }),
]);
export type PasswordSetting = z.infer<typeof passwordSetting>;

const shared = {
  key,
  listen: listenSetting,
  /** TCP port; null: given out at start. */
  port: z.int().nullable(),
  password: passwordSetting,
  /** "en-us", "de" ...; null: by the scancodes that the client sends. */
  keymap: z.string().max(20).nullable(),
};

export const vncSettings = z.object({
  type: z.literal("vnc"),
  ...shared,
  sharePolicy: z.enum(["allow-exclusive", "force-shared", "ignore"]).nullable(),
});
export type VncSettings = z.infer<typeof vncSettings>;

export const channelModeSetting = z.enum(["any", "secure", "insecure"]);
/** SPICE's channels as libvirt names them. */
export const spiceChannelName = z.enum(["main", "display", "inputs", "cursor", "playback", "record", "smartcard", "usbredir"]);
export type SpiceChannelName = z.infer<typeof spiceChannelName>;

export const spiceSettings = z.object({
  type: z.literal("spice"),
  ...shared,
  /** null: none; "auto": given out at start where the hypervisor has TLS for SPICE. */
  tlsPort: z.union([z.int(), z.literal("auto")]).nullable(),
  defaultMode: channelModeSetting.nullable(),
  /** Channels with a mode of their own. */
  channels: z.partialRecord(spiceChannelName, channelModeSetting),
  image: z.enum(["auto_glz", "auto_lz", "quic", "glz", "lz", "off"]).nullable(),
  jpeg: z.enum(["auto", "never", "always"]).nullable(),
  zlib: z.enum(["auto", "never", "always"]).nullable(),
  /** Compression of sound. */
  playback: z.boolean().nullable(),
  streaming: z.enum(["filter", "all", "off"]).nullable(),
  /** Copy and paste through the agent; null: as libvirt does by itself, allowed. */
  clipboard: z.boolean().nullable(),
  fileTransfer: z.boolean().nullable(),
  mouse: z.enum(["client", "server"]).nullable(),
  /** Drawing by the host's GPU, for 3D (`<gl enable>`). Works over a unix socket or none only. */
  gl: z.boolean(),
});
export type SpiceSettings = z.infer<typeof spiceSettings>;

export const graphicsSettings = z.discriminatedUnion("type", [vncSettings, spiceSettings]);
export type GraphicsSettings = z.infer<typeof graphicsSettings>;

const kib = z.int().min(0).nullable();

/** One `<video>`. Sizes are KiB; null: libvirt's own choice. */
export const videoSettings = z.object({
  key,
  /** As the host's domain capabilities name it: "virtio", "qxl", "vga" ... "none". */
  model: z.string().min(1).max(40),
  ram: kib,
  vram: kib,
  vram64: kib,
  vgamem: kib,
  heads: z.int().nullable(),
  primary: z.boolean(),
  accel3d: z.boolean(),
});
export type VideoSettings = z.infer<typeof videoSettings>;

/** One `<serial>` or `<console>`. */
export const serialSettings = z.object({
  key,
  /** The element that `key` counts. */
  element: z.enum(["serial", "console"]),
  /** The host side: "pty", "tcp", "unix", "file" ... Only "pty" can be opened in the browser. */
  source: z.string().min(1).max(40),
  /** The guest side: "isa-serial", "virtio", "sclp" ...; null: what the machine type has. */
  target: z.string().min(1).max(40).nullable(),
  /** A file on the hypervisor that keeps what it says; null: none. */
  log: z.string().min(1).max(1000).nullable(),
});
export type SerialSettings = z.infer<typeof serialSettings>;

/** A GPU or virtual GPU that is handed to the machine. */
export const hostDeviceSettings = z.discriminatedUnion("type", [
  z.object({
    key,
    type: z.literal("pci"),
    /** "0000:01:00.0" */
    address: z.string().regex(/^[0-9a-f]{4}:[0-9a-f]{2}:[0-1][0-9a-f]\.[0-7]$/),
  }),
  z.object({
    key,
    type: z.literal("mdev"),
    uuid: z.uuid(),
    /** Whether its picture is shown on the machine's displays. */
    display: z.boolean(),
  }),
]);
export type HostDeviceSettings = z.infer<typeof hostDeviceSettings>;

export const displaySettings = z.object({
  graphics: z.array(graphicsSettings).max(8),
  video: z.array(videoSettings).max(16),
  /** Sound cards by their models: "ich9", "ac97", "usb" ... */
  sound: z.array(z.object({ key, model: z.string().min(1).max(40) })).max(8),
  /** The channel of SPICE's agent (com.redhat.spice.0). */
  spiceAgent: z.boolean(),
  /** QEMU's own agent for VNC's clipboard (qemu-vdagent). */
  vncAgent: z.boolean(),
  /** How many USB devices can be redirected over SPICE at once. */
  usbRedirection: z.int().min(0).max(16),
  /** A pointer that knows where it is, so that the guest's and the browser's are one. */
  tablet: z.boolean(),
  /** Shared folders over SPICE (org.spice-space.webdav.0). */
  folderSharing: z.boolean(),
  serials: z.array(serialSettings).max(16),
  hostDevices: z.array(hostDeviceSettings).max(16),
});
export type DisplaySettings = z.infer<typeof displaySettings>;
