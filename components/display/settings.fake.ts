import type { DisplayState } from "#server/contract/display-change.ts";
import type { DisplayOptions } from "#server/contract/display-options.ts";
import type { DisplaySettings, SpiceSettings, VncSettings } from "#server/contract/display-settings.ts";

/** Settings for tests: a machine with one VNC display, one screen and a serial console. */

export function vnc(change: Partial<VncSettings> = {}): VncSettings {
  return {
    type: "vnc",
    key: 0,
    listen: { type: "address", address: "127.0.0.1" },
    port: null,
    password: { kind: "keep", validTo: null },
    keymap: null,
    sharePolicy: null,
    ...change,
  };
}

export function spice(change: Partial<SpiceSettings> = {}): SpiceSettings {
  return {
    type: "spice",
    key: 0,
    listen: { type: "address", address: "127.0.0.1" },
    port: null,
    password: { kind: "keep", validTo: null },
    keymap: null,
    tlsPort: null,
    defaultMode: null,
    channels: {},
    image: null,
    jpeg: null,
    zlib: null,
    playback: null,
    streaming: null,
    clipboard: null,
    fileTransfer: null,
    mouse: null,
    gl: false,
    ...change,
  };
}

export function settings(change: Partial<DisplaySettings> = {}): DisplaySettings {
  return {
    graphics: [vnc()],
    video: [{ key: 0, model: "virtio", ram: null, vram: null, vram64: null, vgamem: null, heads: 1, primary: true, accel3d: false }],
    sound: [],
    spiceAgent: false,
    vncAgent: false,
    usbRedirection: 0,
    tablet: true,
    folderSharing: false,
    serials: [{ key: 0, element: "serial", source: "pty", target: "isa-serial", log: null }],
    hostDevices: [],
    ...change,
  };
}

export const options: DisplayOptions = {
  graphics: ["vnc", "spice"],
  videoModels: [
    { model: "vga", heads: false, sizes: ["vram"], accel3d: false },
    { model: "qxl", heads: true, sizes: ["ram", "vram", "vram64", "vgamem"], accel3d: false },
    { model: "virtio", heads: true, sizes: [], accel3d: true },
    { model: "none", heads: false, sizes: [], accel3d: false },
  ],
  soundModels: ["ich9", "ac97"],
  serialTargets: ["isa-serial", "virtio"],
  channelTypes: ["spicevmc", "qemu-vdagent"],
  keymaps: ["de", "en-us"],
  addresses: ["127.0.0.1", "192.0.2.10"],
  networks: ["default"],
  takenPorts: [{ port: 5950, machine: "other" }],
  autoPorts: { min: 5900, max: 65_535 },
  arch: "x86_64",
  machineType: "pc-q35-7.2",
  firmware: "bios",
  os: null,
  boardVideo: null,
};

export function displayState(change: Partial<DisplayState> = {}): DisplayState {
  return { base: "first", settings: settings(), options, running: true, persistent: true, pending: [], history: [], ...change };
}
