import { randomUUID } from "node:crypto";
import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type PrivateLibvirtd, startPrivateLibvirtd } from "#demo/libvirtd.ts";
import { gpuInventory } from "#server/contract/gpu.ts";
import type { Connection } from "#server/libvirt/connection.ts";
import { createNodeDevice, listNodeDevices } from "#server/libvirt/node-devices.ts";
import { parseHypervisors } from "#server/libvirt/uri.ts";
import { Fleet } from "../fleet.ts";
import { Hypervisor } from "../hypervisor.ts";
import { until } from "../testing/recorder.ts";
import { type MadeHost, madeHostFile, madeInventory } from "./fixtures/read.ts";
import { mdevXml } from "./make-mdev.ts";

const HOSTS: MadeHost[] = ["nvidia-desktop", "nvidia-vgpu", "amd-twins", "intel-gvt-g", "no-iommu"];

let daemon: PrivateLibvirtd;
let fleet: Fleet;
let hand: Connection;

beforeAll(async () => {
  daemon = await startPrivateLibvirtd();
  for (const name of HOSTS) copyFileSync(madeHostFile(name), join(daemon.directory, `${name}.xml`));
  const made = HOSTS.map((name) => `${name}=${daemon.uriFor(`test://${daemon.directory}/${name}.xml`)}`);
  const uris = parseHypervisors([...made, `qemu=${daemon.uri}`, `default=${daemon.uriFor("test:///default")}`].join(" "));
  fleet = new Fleet(uris);
  const last = uris.at(-1);
  if (last) hand = await new Hypervisor(last).connect();
  await until("all up", () => fleet.hosts().every(({ state }) => state === "up"));
});

afterAll(async () => {
  await fleet?.close();
  hand?.close();
  await daemon?.stop();
});

it.each(HOSTS)("libvirt takes the devices of %s, and tells of them as they were made", async (name) => {
  const inventory = await fleet.gpus(name);
  expect(gpuInventory.parse(inventory)).toEqual(inventory);
  // The test driver has neither drivers nor a processor's vendor.
  const made = madeInventory(name, { facts: { cpuVendor: null, iommu: null }, drivers: false });
  const bare = (gpus: typeof made.gpus) =>
    gpus.map((gpu) => ({ ...gpu, usedBy: [], mdevs: gpu.mdevs.map((mdev) => ({ ...mdev, usedBy: null })) }));
  expect(bare(inventory.gpus)).toEqual(bare(made.gpus));
  expect(inventory.commands).toEqual(made.commands);
});

it("tells which machine has a GPU, and which a virtual one", async () => {
  const [, card] = (await fleet.gpus("nvidia-desktop")).gpus;
  expect(card?.usedBy).toEqual([{ vm: "nvidia-desktop.11111111-2222-3333-4444-000000000001", name: "gaming", running: true }]);
  const mdevs = (await fleet.gpus("nvidia-vgpu")).gpus.flatMap((gpu) => gpu.mdevs);
  expect(mdevs.map(({ usedBy }) => usedBy?.name)).toEqual(["designer"]);
});

it("a real host without a GPU: none, and what its IOMMU is", async () => {
  const inventory = await fleet.gpus("qemu");
  expect(inventory.gpus.every((gpu) => gpu.class.startsWith("0x03"))).toBe(true);
  expect(inventory.checks[0]).toMatchObject({ id: "iommu", gpu: null });
});

it("makes no virtual GPU where there is no such type, or no room, and passes on why libvirt does not", async () => {
  const make = (parent: string, type: string) => fleet.makeMdev("nvidia-vgpu", parent, type);
  await expect(make("0000:06:00.0", "nvidia-99")).rejects.toMatchObject({
    code: "libvirt-failed",
    details: expect.stringContaining("no type"),
  });
  await expect(make("0000:06:00.0", "nvidia-22")).rejects.toMatchObject({
    code: "libvirt-failed",
    details: expect.stringContaining("no room"),
  });
  await expect(make("0000:09:00.0", "nvidia-11")).rejects.toMatchObject({ code: "libvirt-failed" });
  await expect(make("pci_0000_06_00_0", "nvidia-11")).rejects.toMatchObject({ code: "bad-request" });
  // The test driver makes host bus adapters only: that it looks for one shows that it was asked.
  await expect(make("0000:06:00.0", "nvidia-11")).rejects.toMatchObject({
    code: "libvirt-failed",
    details: expect.stringContaining("fibre channel HBA"),
  });
  await expect(fleet.makeMdev("nobody", "0000:06:00.0", "nvidia-11")).rejects.toMatchObject({ code: "host-unknown" });
  await expect(fleet.gpus("nobody")).rejects.toMatchObject({ code: "host-unknown" });
});

it("a real host takes the XML of a virtual GPU, and gets as far as it can without one", async () => {
  const [uri] = parseHypervisors(daemon.uri);
  const connection = uri && (await new Hypervisor(uri).connect());
  if (!connection) throw new Error("no connection");
  const [pci = ""] = await listNodeDevices(connection, "pci");
  const made = createNodeDevice(connection, mdevXml(pci, "nvidia-11", randomUUID()), { deadlineMs: 20_000 });
  await expect(made).rejects.toThrow(/mdevctl|mediated/);
  connection.close();
});

it("libvirt makes a device of a node device's XML", async () => {
  const adapter = `<device><parent>scsi_host1</parent><capability type='scsi_host'><capability type='fc_host'>
    <wwnn>1000000023452345</wwnn><wwpn>1001001023452345</wwpn></capability></capability></device>`;
  const name = await createNodeDevice(hand, adapter).catch((error: Error) => error.message);
  expect(name).toMatch(/^scsi_host\d+$/);
  expect(await listNodeDevices(hand, "pci")).toEqual([]);
});
