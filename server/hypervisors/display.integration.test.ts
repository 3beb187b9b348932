import { afterAll, beforeAll, expect, it } from "vitest";
import { type PrivateLibvirtd, startPrivateLibvirtd } from "#demo/libvirtd.ts";
import type { Connection } from "#server/libvirt/connection.ts";
import { createDomainXml, defineDomain, destroyDomain } from "#server/libvirt/lifecycle.ts";
import { parseHypervisors } from "#server/libvirt/uri.ts";
import { resolveDisplay, runtimeOf } from "./display.ts";
import { Hypervisor } from "./hypervisor.ts";
import { openSerial } from "./serial.ts";
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

/** Starts a machine with these devices and asks for its display. */
async function displayOf(devices: string, protocol: "vnc" | "spice" = "vnc") {
  const domain = await createDomainXml(hand, testDomain("shown", devices));
  try {
    return await resolveDisplay(hypervisor, domain.uuid, protocol);
  } finally {
    await destroyDomain(hand, domain);
  }
}

const tcp = (host: string, port: number) => ({ kind: "tcp", host, port });

it.each([
  ["<graphics type='vnc' port='5901' listen='127.0.0.1'/>", tcp("127.0.0.1", 5901)],
  ["<graphics type='vnc' port='5901' listen='10.1.2.3'/>", tcp("10.1.2.3", 5901)],
  ["<graphics type='vnc' port='5901' listen='0.0.0.0'/>", tcp("127.0.0.1", 5901)],
  ["<graphics type='vnc' port='5901' listen='::'/>", tcp("::1", 5901)],
  ["<graphics type='vnc' port='5901' listen='fd00::7'/>", tcp("fd00::7", 5901)],
  ["<graphics type='vnc' port='5901' listen='169.254.169.254'/>", tcp("169.254.169.254", 5901)],
  ["<graphics type='vnc' port='5901' listen='localhost'/>", tcp("localhost", 5901)],
  ["<graphics type='vnc' port='5901'/>", tcp("127.0.0.1", 5901)],
  ["<graphics type='vnc' port='80' listen='127.0.0.1'/>", tcp("127.0.0.1", 80)],
  ["<graphics type='vnc' socket='/run/a b.sock'/>", { kind: "unix", path: "/run/a b.sock" }],
  ["<graphics type='vnc'><listen type='socket' socket='/run/c.sock'/></graphics>", { kind: "unix", path: "/run/c.sock" }],
])("finds the address of %s", async (graphics, address) => {
  expect(await displayOf(graphics)).toMatchObject({ runtimeId: expect.any(Number), address, password: null });
});

const ports = "port='5902' tlsPort='5903' listen='127.0.0.1'";
const tls = { kind: "tls", host: "127.0.0.1", port: 5903 };
it.each([
  [`<graphics type='spice' ${ports}/>`, { address: tcp("127.0.0.1", 5902), channels: {} }],
  [`<graphics type='spice' ${ports} defaultMode='insecure'/>`, { address: tcp("127.0.0.1", 5902), channels: {} }],
  [`<graphics type='spice' ${ports} defaultMode='secure'/>`, { address: tls, channels: {} }],
  ["<graphics type='spice' tlsPort='5903' listen='127.0.0.1'/>", { address: tls, channels: {} }],
  [
    `<graphics type='spice' ${ports}><channel name='main' mode='secure'/></graphics>`,
    { address: tcp("127.0.0.1", 5902), channels: { main: tls } },
  ],
  [
    `<graphics type='spice' ${ports} defaultMode='secure'><channel name='display' mode='insecure'/></graphics>`,
    { address: tls, channels: { display: tcp("127.0.0.1", 5902) } },
  ],
])("dials TLS where %s demands it", async (graphics, address) => {
  expect(await displayOf(`<graphics type='vnc' port='5901'/>${graphics}`, "spice")).toMatchObject(address);
});

it("gives a password that has expired: QEMU decides", async () => {
  const expired = "<graphics type='vnc' port='5901' passwd='old' passwdValidTo='2001-01-01T00:00:00'/>";
  expect(await displayOf(expired)).toMatchObject({ password: "old", passwordValidTo: "2001-01-01T00:00:00" });
});

it.each([
  ["", "The machine has no VNC display."],
  ["<graphics type='spice' port='5902'/>", "The machine has no VNC display."],
  ["<graphics type='vnc'><listen type='none'/></graphics>", "listens nowhere"],
  ["<graphics type='vnc' autoport='yes'/>", "has no port"],
])("says why %j has none to reach", async (graphics, why) => {
  await expect(displayOf(graphics)).rejects.toMatchObject({ code: "no-such-display", details: expect.stringContaining(why) });
});

it("knows no machine, and none that is off", async () => {
  const missing = "00000000-1111-2222-3333-444444444444";
  await expect(resolveDisplay(hypervisor, missing, "vnc")).rejects.toMatchObject({ code: "machine-unknown" });
  await expect(runtimeOf(hypervisor, missing)).rejects.toMatchObject({ code: "machine-unknown" });
  await expect(openSerial(hypervisor, missing, { device: 0, takeOver: false })).rejects.toMatchObject({ code: "machine-unknown" });
  const off = await defineDomain(hand, testDomain("off", "<graphics type='vnc' port='5901'/>"));
  await expect(resolveDisplay(hypervisor, off.uuid, "vnc")).rejects.toMatchObject({ code: "machine-off" });
});

it("asks a daemon that was restarted as if nothing had been", async () => {
  const missing = "00000000-1111-2222-3333-444444444444";
  const ask = () => expect(runtimeOf(hypervisor, missing)).rejects.toMatchObject({ code: "machine-unknown" });
  await Promise.all(Array.from({ length: 8 }, ask));
  await daemon.restart();
  await Promise.all(Array.from({ length: 8 }, ask));
});

it("says that a daemon is not there", async () => {
  await daemon.kill("SIGKILL");
  const asked = runtimeOf(hypervisor, "00000000-1111-2222-3333-444444444444");
  await expect(asked).rejects.toMatchObject({ code: "host-unreachable", details: expect.stringContaining("ECONNREFUSED") });
});
