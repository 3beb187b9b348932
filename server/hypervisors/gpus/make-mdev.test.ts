import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { procedure } from "#server/libvirt/protocol.ts";
import { FakeDaemon } from "#server/libvirt/testing/fake-daemon.ts";
import { XdrReader } from "#server/libvirt/xdr.ts";
import { madeHostFile } from "./fixtures/read.ts";
import { makeOn } from "./make-mdev.ts";
import { readNodeDevice } from "./node-device.ts";

const DEVICE = readFileSync(madeHostFile("nvidia-vgpu"), "utf8").match(/<device>\s*<name>pci_0000_06_00_0[\s\S]*?<\/device>/)?.[0] ?? "";

/** A daemon that has the made GPU. */
function daemonOf(device: string): FakeDaemon {
  const daemon: FakeDaemon = new FakeDaemon()
    .on(procedure.nodeDeviceGetXmlDesc, (message) => daemon.reply(message, (writer) => writer.string(device)))
    .on(procedure.nodeDeviceCreateXml, (message) => daemon.reply(message, (writer) => writer.string("mdev_1")));
  return daemon;
}

const asked = (daemon: FakeDaemon) =>
  daemon.received
    .filter((message) => message.procedure === procedure.nodeDeviceCreateXml)
    .map(({ payload }) => new XdrReader(payload).string());

it("asks for a virtual GPU of the type, with a uuid of its own each time", async () => {
  const daemon = daemonOf(DEVICE);
  const connection = await daemon.connect();
  const made = [await makeOn(connection, "pci_0000_06_00_0", "nvidia-11"), await makeOn(connection, "pci_0000_06_00_0", "nvidia-11")];
  const wanted = asked(daemon).map((xml) => readNodeDevice(xml.replace("<device>", "<device><path>/made</path>")));
  expect(wanted).toEqual(made.map(({ uuid }) => ({ kind: "mdev", uuid, type: "nvidia-11", parent: "pci_0000_06_00_0" })));
  expect(new Set(made.map(({ uuid }) => uuid)).size).toBe(2);
});

it("asks for nothing that the GPU has not, or has no room for", async () => {
  const daemon = daemonOf(DEVICE);
  const connection = await daemon.connect();
  for (const type of ["nvidia-22", "nvidia-12", ""]) {
    await expect(makeOn(connection, "pci_0000_06_00_0", type)).rejects.toMatchObject({ code: "libvirt-failed" });
  }
  expect(asked(daemon)).toEqual([]);
});
