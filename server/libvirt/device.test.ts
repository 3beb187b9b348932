import { expect, it } from "vitest";
import { updateDevice } from "./device.ts";
import { procedure } from "./protocol.ts";
import { FakeDaemon } from "./testing/fake-daemon.ts";
import { hex } from "./testing/hex.ts";

const domain = { name: "vm", uuid: "01020304-0506-0708-090a-0b0c0d0e0f10", id: 7 };

it.each([
  [{ live: true }, "00000001"],
  [{ config: true }, "00000002"],
  [{ live: true, config: true }, "00000003"],
])("a device's change has the bytes of libvirt's protocol: %j", async (options, flags) => {
  const daemon = new FakeDaemon().on(procedure.domainUpdateDeviceFlags, (message) => daemon.reply(message));
  const connection = await daemon.connect();
  await updateDevice(connection, domain, "<x/>\n", options);
  expect(daemon.received.at(-1)).toMatchObject({
    procedure: 174,
    payload: hex(`00000002 766d0000 ("vm") 0102030405060708090a0b0c0d0e0f10 (uuid) 00000007 (id)
      00000005 3c782f3e0a 000000 (the element) ${flags} (flags)`),
  });
});

it("a change is made to something", async () => {
  const connection = await new FakeDaemon().connect();
  expect(() => updateDevice(connection, domain, "<x/>", {})).toThrow(TypeError);
});
