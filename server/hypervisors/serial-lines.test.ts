import { expect, it } from "vitest";
import { readDomainXml } from "./domain-xml.ts";
import { serialLines } from "./serial-lines.ts";

/** What Linux calls the lines of a domain with these devices. */
function ttys(devices: string, arch = "x86_64"): (string | null)[] {
  const xml = `<domain type='kvm'><os><type arch='${arch}'>hvm</type></os><devices>${devices}</devices></domain>`;
  return serialLines(readDomainXml(xml)).map(({ tty }) => tty);
}

const serial = (target: string, type = "pty") => `<serial type='${type}'><target ${target}/></serial>`;
const console = (target: string, type = "pty") => `<console type='${type}'><target ${target}/></console>`;

it.each([
  ["x86_64", serial("type='isa-serial' port='0'") + console("type='serial' port='0'"), ["ttyS0"]],
  ["x86_64", serial("port='0'") + serial("port='1'"), ["ttyS0", "ttyS1"]],
  ["aarch64", serial("type='system-serial' port='0'"), ["ttyAMA0"]],
  ["riscv64", serial("type='system-serial' port='0'"), ["ttyS0"]],
  ["s390x", console("type='sclp' port='0'"), ["ttysclp0"]],
  ["s390x", serial("type='sclp-serial' port='0'"), ["ttysclp0"]],
  ["ppc64le", serial("type='spapr-vio-serial' port='0'"), ["hvc0"]],
  ["x86_64", console("type='virtio' port='0'") + console("type='virtio' port='1'"), ["hvc0", "hvc1"]],
  ["x86_64", serial("type='isa-serial' port='0'") + console("type='virtio' port='1'"), ["ttyS0", "hvc0"]],
  ["x86_64", serial("type='usb-serial' port='0'"), ["ttyUSB0"]],
])("%s: %s", (arch, devices, names) => {
  expect(ttys(devices, arch)).toEqual(names);
});

it("does not guess what a card or an unknown kind is called", () => {
  expect(ttys(serial("type='pci-serial' port='0'"))).toEqual([null]);
  expect(ttys(serial("type='isa-debug' port='0'"))).toEqual([null]);
});

it("leaves out what cannot be opened, and counts it all the same", () => {
  expect(ttys(serial("type='isa-serial' port='0'", "tcp") + serial("type='isa-serial' port='1'"))).toEqual(["ttyS1"]);
  expect(ttys(console("type='virtio' port='0'", "unix") + console("type='virtio' port='1'"))).toEqual(["hvc1"]);
});
