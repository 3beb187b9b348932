import { expect, it } from "vitest";
import { guestKind } from "./guest-kind.ts";

const domain = (inside: string, arch = "x86_64", machine = "pc-q35-7.2") =>
  guestKind(`<domain type='kvm'><os><type arch='${arch}' machine='${machine}'>hvm</type>${inside}</os></domain>`);

it("reads what the machine is", () => {
  expect(
    guestKind(`<domain type='kvm'>
      <metadata><x:y xmlns:x='urn:x'><x:os id='http://wrong.org/wrong/1'/></x:y>
        <libosinfo:libosinfo xmlns:libosinfo='http://libosinfo.org/xmlns/libvirt/domain/1.0'><libosinfo:os id='http://debian.org/debian/12'/></libosinfo:libosinfo>
      </metadata>
      <os><type arch='aarch64' machine='virt-7.2'>hvm</type></os>
      <devices><emulator>/usr/bin/qemu-system-aarch64</emulator></devices></domain>`),
  ).toEqual({
    arch: "aarch64",
    machineType: "virt-7.2",
    virtType: "kvm",
    emulator: "/usr/bin/qemu-system-aarch64",
    firmware: "other",
    os: "debian12",
    boardVideo: null,
  });
});

it("reads what little there is", () => {
  expect(guestKind("<domain><os><type>hvm</type></os></domain>")).toEqual({
    arch: "",
    machineType: "",
    virtType: "",
    emulator: null,
    firmware: "other",
    os: null,
    boardVideo: null,
  });
});

it.each([
  ["", "bios"],
  ["<loader type='rom'>/usr/share/seabios/bios.bin</loader>", "bios"],
  ["<loader readonly='yes' type='pflash'>/usr/share/x/CODE.fd</loader>", "uefi"],
  ["<loader>/usr/share/ovmf/OVMF.fd</loader>", "uefi"],
])("firmware of a PC with %s", (inside, firmware) => {
  expect(domain(inside).firmware).toBe(firmware);
});

it.each([
  ["efi", "aarch64", "uefi"],
  ["bios", "x86_64", "bios"],
])("firmware that libvirt is to choose: %s", (given, arch, firmware) => {
  const xml = `<domain><os firmware='${given}'><type arch='${arch}'>hvm</type></os></domain>`;
  expect(guestKind(xml).firmware).toBe(firmware);
});

it.each([
  ["sparc", "", "tcx"],
  ["sparc", "<qemu:arg value='-vga'/><qemu:arg value='cg3'/>", "cg3"],
  ["sparc", "<qemu:arg value='-vga'/><qemu:arg value='tcx'/>", "tcx"],
  ["sparc64", "", null],
  ["x86_64", "<qemu:arg value='-vga'/><qemu:arg value='cg3'/>", null],
])("the board of %s %s shows %s", (arch, args, video) => {
  const xml = `<domain xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'><os><type arch='${arch}' machine='SS-5'>hvm</type></os>
    <qemu:commandline>${args}</qemu:commandline></domain>`;
  expect(guestKind(xml).boardVideo).toBe(video);
});
