import type { DisplayOptions } from "#server/contract/display-options.ts";

/** A PC on a host that tells little and has everything. */
export function optionsWith(given: Partial<DisplayOptions> = {}): DisplayOptions {
  return {
    graphics: ["vnc", "spice"],
    videoModels: [],
    soundModels: [],
    serialTargets: [],
    channelTypes: ["unix", "spicevmc", "qemu-vdagent"],
    keymaps: ["de", "en-us", "fr"],
    addresses: ["192.0.2.10", "2001:db8::10"],
    networks: ["default"],
    takenPorts: [{ port: 5999, machine: "another" }],
    autoPorts: { min: 5900, max: 65535 },
    arch: "x86_64",
    machineType: "pc-q35-7.2",
    firmware: "bios",
    os: "debian12",
    boardVideo: null,
    ...given,
  };
}
