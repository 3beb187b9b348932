import { afterAll, beforeAll, expect, it } from "vitest";
import { type PrivateLibvirtd, startPrivateLibvirtd } from "#demo/libvirtd.ts";
import type { Connection } from "#server/libvirt/connection.ts";
import { createDomainXml, defineDomain, destroyDomain } from "#server/libvirt/lifecycle.ts";
import { parseHypervisors } from "#server/libvirt/uri.ts";
import { Hypervisor } from "./hypervisor.ts";
import { nativeView } from "./native-displays.ts";
import { testDomain } from "./testing/domains.ts";

let daemon: PrivateLibvirtd;
let hypervisor: Hypervisor;
let hand: Connection;

beforeAll(async () => {
  daemon = await startPrivateLibvirtd();
  for (const uri of parseHypervisors(daemon.uriFor("test:///default"))) hypervisor = new Hypervisor(uri);
  hand = await hypervisor.connect();
});

afterAll(async () => {
  hypervisor?.close();
  hand?.close();
  await daemon?.stop();
});

/** Starts a machine with these devices and looks at it. */
async function viewOf(devices: string) {
  const domain = await createDomainXml(hand, testDomain("shown", devices));
  try {
    return await nativeView(hypervisor, domain.uuid);
  } finally {
    await destroyDomain(hand, domain);
  }
}

it.each([
  ["<graphics type='vnc' port='5901' listen='0.0.0.0'/>", { address: null }],
  ["<graphics type='vnc' port='5901' listen='::'/>", { address: null }],
  ["<graphics type='vnc' port='5901' listen='192.0.2.7'/>", { address: "192.0.2.7" }],
  ["<graphics type='vnc' port='5901' listen='vm.example.org'/>", { address: "vm.example.org" }],
  ["<graphics type='vnc' port='5901' listen='127.0.0.2'/>", { why: "loopback" }],
  ["<graphics type='vnc' port='5901' listen='::1'/>", { why: "loopback" }],
  ["<graphics type='vnc' port='5901' listen='localhost'/>", { why: "loopback" }],
  ["<graphics type='vnc' port='5901'/>", { why: "loopback" }],
  ["<graphics type='vnc' autoport='yes' listen='0.0.0.0'/>", { why: "no-port" }],
  ["<graphics type='vnc' socket='/run/a.sock'/>", { why: "socket" }],
  ["<graphics type='vnc'><listen type='none'/></graphics>", { why: "nowhere" }],
])("says where %s can be reached from outside", async (graphics, reach) => {
  expect((await viewOf(graphics)).displays).toMatchObject([{ type: "vnc", password: false, powerControl: false, reach }]);
});

it("tells of both displays, their ports and passwords, and of power control", async () => {
  const vnc = "<graphics type='vnc' port='5901' listen='0.0.0.0' powerControl='yes' passwd='s'/>";
  const { runtimeId, displays } = await viewOf(`${vnc}<graphics type='spice' tlsPort='5903' listen='0.0.0.0'/>`);
  expect(runtimeId).toBeGreaterThan(0);
  expect(displays).toEqual([
    { type: "vnc", password: true, powerControl: true, port: 5901, tlsPort: null, reach: { address: null } },
    { type: "spice", password: false, powerControl: false, port: null, tlsPort: 5903, reach: { address: null } },
  ]);
});

it("names the lines that are not the first", async () => {
  const lines =
    "<serial type='tcp'><source mode='bind' host='127.0.0.1' service='0'/></serial><serial type='pty'><alias name='ua-second'/></serial>";
  expect((await viewOf("<serial type='pty'/>")).serials).toEqual([{ name: null }]);
  for (const { name } of (await viewOf(lines)).serials) expect(name).not.toBeNull();
});

it("knows no machine, and none that is off", async () => {
  await expect(nativeView(hypervisor, "00000000-1111-2222-3333-444444444444")).rejects.toMatchObject({ code: "machine-unknown" });
  const off = await defineDomain(hand, testDomain("off"));
  await expect(nativeView(hypervisor, off.uuid)).rejects.toMatchObject({ code: "machine-off" });
});
