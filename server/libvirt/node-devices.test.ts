import { expect, it } from "vitest";
import { listNetworks } from "./networks.ts";
import { createNodeDevice, listNodeDevices, nodeDeviceXml } from "./node-devices.ts";
import { procedure } from "./protocol.ts";
import { FakeDaemon } from "./testing/fake-daemon.ts";
import { hex } from "./testing/hex.ts";

it.each([
  ["pci", "00000002"],
  ["mdev", "00004000"],
] as const)("the devices of kind %s are asked for with the bytes of libvirt's protocol", async (kind, flags) => {
  const daemon = new FakeDaemon().on(procedure.connectListAllNodeDevices, (message) =>
    daemon.reply(message, (writer) => writer.array(["pci_0000_01_00_0", "x"], (to, name) => void to.string(name)).uint(2)),
  );
  const connection = await daemon.connect();
  expect(await listNodeDevices(connection, kind)).toEqual(["pci_0000_01_00_0", "x"]);
  expect(daemon.received.at(-1)).toMatchObject({ procedure: 285, payload: hex(`00000001 (results, please) ${flags}`) });
});

it("a device's XML, and a device that is to be made", async () => {
  const daemon = new FakeDaemon()
    .on(procedure.nodeDeviceGetXmlDesc, (message) => daemon.reply(message, (writer) => writer.string("<device/>")))
    .on(procedure.nodeDeviceCreateXml, (message) => daemon.reply(message, (writer) => writer.string("mdev_1")));
  const connection = await daemon.connect();
  expect(await nodeDeviceXml(connection, "dev")).toBe("<device/>");
  expect(daemon.received.at(-1)).toMatchObject({ procedure: 114, payload: hex("00000003 64657600 (the name) 00000000 (flags)") });
  expect(await createNodeDevice(connection, "<x/>")).toBe("mdev_1");
  expect(daemon.received.at(-1)).toMatchObject({ procedure: 123, payload: hex("00000004 3c782f3e (the XML) 00000000 (flags)") });
});

it("the networks of a host", async () => {
  const daemon = new FakeDaemon().on(procedure.connectListAllNetworks, (message) =>
    daemon.reply(message, (writer) => writer.uint(1).string("default").fixed(Buffer.alloc(16, 0x11)).uint(1)),
  );
  const connection = await daemon.connect();
  expect(await listNetworks(connection)).toEqual([{ name: "default", uuid: "11111111-1111-1111-1111-111111111111" }]);
  expect(daemon.received.at(-1)).toMatchObject({ procedure: 283, payload: hex("00000001 (results, please) 00000000 (flags)") });
});
