import { expect, it } from "vitest";
import { channelTypes, choices, knownSerialTargets, knownSoundModels, videoModelOption } from "./device-choices.ts";

const on = (libvirtVersion: string | null, hypervisorVersion: string | null = "7.2.0", arch = "x86_64") => ({
  arch,
  libvirtVersion,
  hypervisorVersion,
});

it.each([
  ["qxl", true, ["ram", "vram", "vram64", "vgamem"], false],
  ["virtio", true, [], true],
  ["vga", false, ["vram"], false],
  ["cirrus", false, [], false],
  ["none", false, [], false],
  ["of-tomorrow", false, [], false],
])("what %s takes", (model, heads, sizes, accel3d) => {
  expect(videoModelOption(model)).toEqual({ model, heads, sizes, accel3d });
});

it("offers what is told, and only displays that there is an editor for", () => {
  expect(choices({ graphics: ["sdl", "spice", "vnc", "dbus"], videoModels: ["qxl"] })).toMatchObject({ graphics: ["vnc", "spice"] });
  expect(choices({ graphics: ["vnc"], videoModels: null })).toEqual({ graphics: ["vnc"], videoModels: [] });
  expect(choices({ graphics: null, videoModels: null })).toEqual({ graphics: [], videoModels: [] });
});

it("sound cards by machine and version", () => {
  expect(knownSoundModels(on("9.0.0"))).toEqual(["ich9", "ich6", "ac97", "usb", "es1370", "sb16"]);
  expect(knownSoundModels(on("10.4.0"))).toContain("virtio");
  expect(knownSoundModels(on("10.3.9"))).not.toContain("virtio");
  expect(knownSoundModels(on("9.0.0", "7.2.0", "aarch64"))).not.toContain("sb16");
  expect(knownSoundModels(on(null, null, "s390x"))).toEqual([]);
});

it.each([
  ["x86_64", "isa-serial"],
  ["i686", "isa-serial"],
  ["aarch64", "system-serial"],
  ["riscv64", "system-serial"],
  ["ppc64le", "spapr-vio-serial"],
  ["s390x", "sclp-serial"],
  ["mips", "pci-serial"],
])("the serial line that comes first on %s: %s", (arch, target) => {
  expect(knownSerialTargets(arch)[0]).toBe(target);
});

it.each([
  ["9.0.0", "7.2.0", true],
  ["8.3.9", "7.2.0", false],
  ["9.0.0", "6.0.1", false],
  [null, "7.2.0", false],
  ["11.0.0", null, false],
])("qemu-vdagent with libvirt %s and QEMU %s: %s", (libvirt, qemu, known) => {
  expect(channelTypes(["unix", "spicevmc"], on(libvirt, qemu)).includes("qemu-vdagent")).toBe(known);
  expect(channelTypes(null, on(libvirt, qemu))).toEqual([]);
});

it("names no channel type twice", () => {
  expect(channelTypes(["pty", "qemu-vdagent"], on("10.0.0"))).toEqual(["pty", "qemu-vdagent"]);
});
