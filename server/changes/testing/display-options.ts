import type { DisplayOptions } from "#server/contract/display-options.ts";

/** For tests: what a machine of a common kind can be given. */
export const displayOptions: DisplayOptions = {
  graphics: ["vnc", "spice"],
  videoModels: [
    { model: "vga", heads: false, sizes: ["vram"], accel3d: false },
    { model: "qxl", heads: true, sizes: ["ram", "vram", "vram64", "vgamem"], accel3d: false },
    { model: "virtio", heads: true, sizes: [], accel3d: true },
    { model: "none", heads: false, sizes: [], accel3d: false },
  ],
  soundModels: ["ich9", "usb"],
  serialTargets: ["isa-serial", "virtio"],
  channelTypes: ["pty", "unix", "spicevmc", "qemu-vdagent"],
  keymaps: ["de", "en-us"],
  addresses: ["127.0.0.1", "192.0.2.7"],
  networks: ["default"],
  takenPorts: [{ port: 5999, machine: "other" }],
  autoPorts: { min: 5900, max: 65535 },
  arch: "x86_64",
  machineType: "pc-q35-7.2",
  firmware: "bios",
  os: "debian12",
  boardVideo: null,
};
