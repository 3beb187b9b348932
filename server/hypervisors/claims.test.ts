import { expect, it } from "vitest";
import { claimsOf } from "./claims.ts";
import { readDomainXml } from "./domain-xml.ts";

const claims = (devices: string) => claimsOf(readDomainXml(`<domain type='kvm'><devices>${devices}</devices></domain>`));

it.each([
  ["<graphics type='vnc' port='5901' autoport='no'/>", [5901]],
  ["<graphics type='vnc' port='5901'/>", [5901]],
  ["<graphics type='spice' port='5902' tlsPort='5903' autoport='no'/><graphics type='vnc' port='5904'/>", [5902, 5903, 5904]],
  ["<graphics type='vnc' port='5905' autoport='yes'/>", []],
  ["<graphics type='vnc' port='-1'/><graphics type='spice' tlsPort='-1'/><graphics type='vnc' socket='/run/a'/>", []],
])("ports of %s", (devices, ports) => {
  expect(claims(devices)).toEqual({ ports, hostDevices: [] });
});

const hostdev = (type: string, address: string) =>
  `<hostdev mode='subsystem' type='${type}'><source><address ${address}/></source></hostdev>`;

it.each([
  [hostdev("pci", "domain='0x0000' bus='0x0a' slot='0x1f' function='0x7'"), ["0000:0a:1f.7"]],
  [hostdev("pci", "bus='0x01' slot='0x00' function='0x0'"), ["0000:01:00.0"]],
  [hostdev("pci", "domain='0x10000' bus='0x01' slot='0x00' function='0x0'"), ["10000:01:00.0"]],
  [hostdev("mdev", "uuid='4B20D080-1b54-4048-85b3-a6a62d165c01'"), ["4b20d080-1b54-4048-85b3-a6a62d165c01"]],
  [hostdev("usb", "bus='14' device='27'"), []],
  [hostdev("pci", "domain='0x0000' bus='oh' slot='0x00' function='0x0'"), []],
  ["<hostdev mode='subsystem' type='pci'><address type='pci' domain='0x0000' bus='0x06' slot='0x00' function='0x0'/></hostdev>", []],
  [
    "<interface type='hostdev'><source><address type='pci' domain='0x0000' bus='0x06' slot='0x00' function='0x0'/></source></interface>",
    [],
  ],
])("devices of the host of %s", (devices, hostDevices) => {
  expect(claims(devices)).toEqual({ ports: [], hostDevices });
});
