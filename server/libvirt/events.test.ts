import { describe, expect, it } from "vitest";
import { type DomainEventKind, type DomainEventMap, onDomainEvent } from "./events.ts";
import { procedure } from "./protocol.ts";
import { FakeDaemon } from "./testing/fake-daemon.ts";
import { hex } from "./testing/hex.ts";

const domain = { name: "vm", uuid: "01020304-0506-0708-090a-0b0c0d0e0f10", id: 7 };
const domainBytes = "00000002 766d0000 0102030405060708090a0b0c0d0e0f10 00000007";
const net0 = "00000004 6e657430";

/** Each kind: its id, the procedure of its messages, what follows the callback's id, and what it means. */
const kinds: [DomainEventKind, id: number, message: number, bytes: string, meaning: object][] = [
  ["lifecycle", 0, 318, "00000005 00000001", { domain, event: 5, detail: 1 }],
  ["reboot", 1, 319, "", { domain }],
  [
    "graphics",
    5,
    323,
    `00000001 (signed in)
     00000000 00000009 3132372e302e302e31000000 ("127.0.0.1") 00000004 35393030 ("5900")
     00000001 00000003 3a3a3100 ("::1") 00000000 ("")
     00000003 766e6300 ("vnc")
     00000001 00000001 78000000 00000001 79000000 (one identity: "x" is "y")`,
    {
      domain,
      phase: 1,
      local: { family: 0, node: "127.0.0.1", service: "5900" },
      remote: { family: 1, node: "::1", service: "" },
      authScheme: "vnc",
    },
  ],
  ["control-error", 7, 325, "", { domain }],
  ["balloon-change", 13, 331, "00000000 00100000", { domain, memoryKiB: 1_048_576 }],
  ["device-removed", 15, 333, net0, { domain, alias: "net0" }],
  ["agent-lifecycle", 18, 348, "00000001 00000002", { domain, state: 1, reason: 2 }],
  ["device-added", 19, 354, net0, { domain, alias: "net0" }],
  ["device-removal-failed", 22, 367, net0, { domain, alias: "net0" }],
  ["metadata-change", 23, 379, "00000002 00000001 00000005 75726e3a78000000", { domain, type: 2, namespace: "urn:x" }],
];

/** A daemon that gives each registration the next callback id, from 0. */
function registering(before: () => void = () => {}) {
  const daemon = new FakeDaemon();
  let next = 0;
  daemon.on(procedure.domainEventRegister, (message) => {
    before();
    const id = next++;
    daemon.reply(message, (writer) => writer.int(id));
  });
  daemon.on(procedure.domainEventDeregister, (message) => daemon.reply(message));
  return daemon;
}

describe("domain events", () => {
  it.each(kinds)("of kind %s are registered, read, and left again", async (kind, id, message, bytes, meaning) => {
    const daemon = registering();
    const connection = await daemon.connect();
    const seen: unknown[] = [];
    const stop = await onDomainEvent(connection, kind, (event: DomainEventMap[typeof kind]) => seen.push(event));
    expect(daemon.received.at(-1)?.payload.subarray(0, 8)).toEqual(hex(`${id.toString(16).padStart(8, "0")} 00000000`));
    const payload = hex(`${domainBytes} ${bytes}`);
    daemon.event(message, (writer) => writer.int(0).fixed(payload));
    await expect.poll(() => seen).toEqual([meaning]);
    await stop();
    expect(daemon.received.at(-1)).toMatchObject({ procedure: 317, payload: hex("00000000") });
    daemon.event(message, (writer) => writer.int(0).fixed(payload));
    await stop();
    expect(seen).toHaveLength(1);
  });

  it("that come before the answer to their registration are not lost; others' are not taken", async () => {
    const early = (): void => daemon.event(319, (writer) => writer.int(0).fixed(hex(domainBytes)));
    const daemon = registering(early);
    const connection = await daemon.connect();
    const seen: unknown[] = [];
    const stop = await onDomainEvent(connection, "reboot", (event) => seen.push(event));
    expect(seen).toEqual([{ domain }]);
    const other = domainBytes.replace(/7$/, "8");
    daemon.event(319, (writer) => writer.int(77).fixed(hex(other)));
    daemon.event(319, (writer) => writer.int(0).fixed(hex(domainBytes)));
    await expect.poll(() => seen.length).toBeGreaterThan(1);
    expect(seen).toEqual([{ domain }, { domain }]);
    connection.close();
    await stop();
  });

  it("that a driver does not have are refused, and leave no listener", async () => {
    const daemon = new FakeDaemon();
    const connection = await daemon.connect();
    daemon.on(procedure.domainEventRegister, (message) => daemon.refuse(message, 3, "not supported"));
    const seen: unknown[] = [];
    await expect(onDomainEvent(connection, "reboot", (event) => seen.push(event))).rejects.toMatchObject({ code: 3 });
    daemon.event(319, (writer) => writer.int(0).fixed(hex(domainBytes)));
    daemon.on(procedure.domainEventRegister, (message) => daemon.reply(message, (writer) => writer.int(0)));
    await onDomainEvent(connection, "lifecycle", () => {});
    expect(seen).toEqual([]);
  });
});
