import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nothing } from "./caller.ts";
import { Connection } from "./connection.ts";
import { domainXml, listDomains } from "./domains.ts";
import { DeadlineError, LibvirtError, LinkError, ProtocolError } from "./error.ts";
import { hostname } from "./host.ts";
import { encodeMessage, encodeStreamHeader } from "./message.ts";
import { messageType, procedure, program } from "./protocol.ts";
import { FakeDaemon } from "./testing/fake-daemon.ts";
import { hex } from "./testing/hex.ts";

const uuid = "01020304-0506-0708-090a-0b0c0d0e0f10";
const domain = { name: "vm", uuid, id: 7 };

/** What a daemon sends for two domains, byte by byte. */
const twoDomains = hex(`
  0000005c 20008086 00000001 00000111 (procedure 273) 00000001 (reply) 00000003 (serial) 00000000 (ok)
  00000002 (two)
  00000002 766d0000 ("vm") 0102030405060708090a0b0c0d0e0f10 (uuid) 00000007 (id)
  00000003 6f666600 ("off") ffffffffffffffffffffffffffffffff ffffffff (id -1)
  00000002 (how many)`);

/** remote_error as libvirt 9 sends it for a lookup that finds nothing. */
const notFound = hex(`
  0000005c 20008086 00000001 00000017 00000001 (reply) 00000003 00000001 (error)
  0000002a (code 42) 0000000c (domain 12: tests)
  00000001 00000010 446f6d61696e206e6f7420666f756e64 ("Domain not found")
  00000002 (level: error)
  00000000 (no domain) 00000000 00000000 00000000 (no strings) 00000000 00000000 (numbers) 00000000 (no network)`);

describe("a connection", () => {
  it("opens with the bytes that libvirt's own client sends", async () => {
    const daemon = new FakeDaemon();
    await daemon.connect({ name: "qemu:///system", readOnly: true });
    const [auth, open] = daemon.received.map(({ payload, ...header }) =>
      Buffer.concat([encodeStreamHeader(header, payload.length), payload]),
    );
    expect(auth).toEqual(hex("0000001c 20008086 00000001 00000042 (auth_list) 00000000 00000001 00000000"));
    expect(open).toEqual(
      hex(`00000038 20008086 00000001 00000001 (connect_open) 00000000 00000002 00000000
        00000001 0000000e 71656d753a2f2f2f73797374656d 0000 (the name) 00000001 (read only)`),
    );
  });

  it("asks polkit where the daemon wants it, and passes its refusal on", async () => {
    const daemon = new FakeDaemon();
    daemon.on(procedure.authList, (message) => daemon.reply(message, (writer) => writer.array([2], (to, type) => void to.int(type))));
    daemon.on(procedure.authPolkit, (message) => daemon.reply(message, (writer) => writer.int(1)));
    await daemon.connect();
    expect(daemon.received.map((message) => message.procedure)).toEqual([66, 70, 1]);
    daemon.on(procedure.authPolkit, (message) => daemon.refuse(message, 45, "authentication failed"));
    await expect(daemon.connect()).rejects.toMatchObject({ name: "LibvirtError", code: 45 });
  });

  it("says so where it cannot authenticate", async () => {
    const daemon = new FakeDaemon();
    daemon.on(procedure.authList, (message) => daemon.reply(message, (writer) => writer.array([1], (to, type) => void to.int(type))));
    await expect(daemon.connect()).rejects.toThrow(LinkError);
  });

  it("gives opening up at its deadline, or when told to", async () => {
    const silent = new FakeDaemon().on(procedure.authList, () => {});
    await expect(silent.connect({ deadlineMs: 30 })).rejects.toThrow(DeadlineError);
    const controller = new AbortController();
    const opening = Connection.open({ dialer: silent, name: "x", signal: controller.signal });
    controller.abort(new Error("enough"));
    await expect(opening).rejects.toThrow("enough");
    await expect(Connection.open({ dialer: silent, name: "x", signal: controller.signal })).rejects.toThrow("enough");
  });

  it("reads answers and errors that come one byte at a time", async () => {
    const daemon = new FakeDaemon({ step: 1 });
    const connection = await daemon.connect();
    daemon.on(procedure.connectListAllDomains, () => daemon.send(twoDomains));
    expect(await listDomains(connection)).toEqual([domain, { name: "off", uuid: "ffffffff-ffff-ffff-ffff-ffffffffffff", id: -1 }]);
    const second = await daemon.connect();
    daemon.on(procedure.domainGetXmlDesc, () => daemon.send(notFound));
    await expect(domainXml(second, domain)).rejects.toEqual(
      new LibvirtError({ message: "Domain not found", code: 42, domain: 12, level: 2 }),
    );
  });

  it("puts calls into order by their serials, not by when they are answered", async () => {
    const daemon = new FakeDaemon();
    const connection = await daemon.connect();
    const held: (() => void)[] = [];
    daemon.on(procedure.domainGetXmlDesc, (message) => {
      held.unshift(() => daemon.reply(message, (writer) => writer.string(`answer ${message.serial}`)));
      if (held.length === 4) for (const answer of held) answer();
    });
    const answers = await Promise.all(Array.from({ length: 4 }, () => domainXml(connection, domain)));
    expect(answers).toEqual(["answer 3", "answer 4", "answer 5", "answer 6"]);
  });

  it("never has more calls with the daemon than it may", async () => {
    const daemon = new FakeDaemon();
    const connection = await daemon.connect();
    let held = 0;
    let most = 0;
    daemon.on(procedure.connectGetHostname, (message) => {
      most = Math.max(most, ++held);
      setImmediate(() => {
        held--;
        daemon.reply(message, (writer) => writer.string("host"));
      });
    });
    await Promise.all(Array.from({ length: 50 }, () => hostname(connection)));
    expect(most).toBe(4);
  });

  it("refuses what is under way when the peer ends in the middle of a message", async () => {
    const daemon = new FakeDaemon();
    const connection = await daemon.connect();
    daemon.on(procedure.connectListAllDomains, () => {
      daemon.send(twoDomains.subarray(0, 50));
      daemon.end.end();
    });
    const waiting = Array.from({ length: 6 }, () => listDomains(connection));
    for (const outcome of await Promise.allSettled(waiting)) expect(outcome).toMatchObject({ reason: { name: "LinkError" } });
    expect(await connection.closed).toBeInstanceOf(LinkError);
    await expect(hostname(connection)).rejects.toThrow(LinkError);
  });

  it("ends quietly when it is closed", async () => {
    const connection = await new FakeDaemon().connect();
    const waiting = hostname(connection);
    connection.close();
    connection.close();
    await expect(waiting).rejects.toThrow(LinkError);
    expect(await connection.closed).toBeUndefined();
  });

  it("ignores answers, events and stream data that nobody waits for", async () => {
    const daemon = new FakeDaemon();
    const connection = await daemon.connect();
    const header = { program: program.remote, procedure: 1, type: messageType.reply, serial: 4711, status: 0 };
    daemon.send(encodeMessage(header));
    daemon.send(encodeMessage({ program: 0, procedure: 0, type: messageType.reply, serial: 0, status: 0 }));
    daemon.send(encodeMessage({ ...header, type: messageType.stream }));
    daemon.send(encodeMessage({ ...header, type: messageType.streamHole }));
    daemon.send(encodeMessage({ ...header, type: messageType.event, procedure: 9999 }));
    daemon.send(encodeMessage({ ...header, type: 77 }));
    daemon.on(procedure.connectGetHostname, (message) => daemon.reply(message, (writer) => writer.string("still here")));
    expect(await hostname(connection)).toBe("still here");
  });

  it("refuses a call whose answer cannot be read, and lives on", async () => {
    const daemon = new FakeDaemon();
    const connection = await daemon.connect();
    daemon.on(procedure.connectGetHostname, (message) => daemon.reply(message, (writer) => writer.uint(1 << 30)));
    await expect(hostname(connection)).rejects.toThrow(ProtocolError);
    await expect(hostname(connection)).rejects.toThrow(ProtocolError);
  });

  it("refuses arguments that cannot be sent without touching the link", async () => {
    const daemon = new FakeDaemon();
    const connection = await daemon.connect();
    await expect(domainXml(connection, { ...domain, uuid: "nonsense" })).rejects.toThrow(TypeError);
    daemon.on(procedure.connectGetHostname, (message) => daemon.reply(message, (writer) => writer.string("host")));
    expect(await hostname(connection)).toBe("host");
  });

  it("ends where an event or an error cannot be read", async () => {
    const daemon = new FakeDaemon();
    const connection = await daemon.connect();
    connection.onMessage(318, (reader) => reader.string());
    daemon.event(318, (writer) => writer.uint(99));
    expect(await connection.closed).toMatchObject({ message: expect.stringContaining("protocol") });
    const second = await daemon.connect();
    daemon.on(procedure.connectGetHostname, (message) => daemon.send(encodeMessage({ ...message, type: messageType.reply, status: 1 })));
    await expect(hostname(second)).rejects.toThrow(LinkError);
  });

  it("answers pings, and pings a silent daemon until it gives it up", async () => {
    const daemon = new FakeDaemon();
    await daemon.connect();
    daemon.send(hex("0000001c 6b656570 00000001 00000001 (ping) 00000002 00000000 00000000"));
    await expect.poll(() => daemon.received.at(-1)).toMatchObject({ program: program.keepalive, procedure: 2, type: 2, serial: 0 });
    const watched = await daemon.connect({ keepalive: { intervalMs: 10, count: 3 } });
    expect(await watched.closed).toMatchObject({ message: "the daemon stopped answering" });
    const pings = daemon.received.filter((message) => message.program === program.keepalive && message.procedure === 1);
    expect(pings).toHaveLength(3);
  });

  it("does not let answers to pings pile up for a peer that does not read", async () => {
    const daemon = new FakeDaemon();
    const connection = await daemon.connect();
    daemon.end.pause();
    const ping = hex("0000001c 6b656570 00000001 00000001 00000002 00000000 00000000");
    const flood = Buffer.concat(Array.from({ length: 200_000 }, () => ping));
    daemon.send(flood);
    daemon.on(procedure.connectGetHostname, (message) => daemon.reply(message, (writer) => writer.string("host")));
    const asked = hostname(connection);
    let answers = 0;
    daemon.end.on("data", (chunk: Buffer) => {
      answers += chunk.length;
    });
    daemon.end.resume();
    await asked;
    expect(answers).toBeLessThan(flood.length / 10);
  });

  it("holds calls in a stalled connection only as long as their own deadlines", async () => {
    const daemon = new FakeDaemon();
    const connection = await daemon.connect({ deadlineMs: 20 });
    const stuck = Array.from({ length: 5 }, () => hostname(connection));
    for (const outcome of await Promise.allSettled(stuck)) expect(outcome).toMatchObject({ reason: { name: "DeadlineError" } });
    expect(connection.stalled).toBe(true);
    await expect(hostname(connection)).rejects.toThrow(DeadlineError);
    for (const message of daemon.received.filter(({ procedure: number }) => number === procedure.connectGetHostname))
      daemon.reply(message, (writer) => writer.string("late"));
    daemon.on(procedure.connectGetHostname, (message) => daemon.reply(message, (writer) => writer.string("in time")));
    await expect.poll(() => connection.stalled).toBe(false);
    expect(await hostname(connection, { deadlineMs: 5000 })).toBe("in time");
  });

  it("survives random bytes at any point: every call is settled, nothing escapes", async () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes)),
      fc
        .record({
          type: fc.nat(7),
          serial: fc.nat(8),
          status: fc.nat(3),
          procedure: fc.constantFrom(59, 201, 318),
          payload: fc.uint8Array({ maxLength: 80 }),
        })
        .map(({ payload, ...head }) => Buffer.concat([encodeStreamHeader({ program: program.remote, ...head }, payload.length), payload])),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(noise, { minLength: 1, maxLength: 10 }), fc.integer({ min: 1, max: 40 }), async (parts, step) => {
        const daemon = new FakeDaemon({ step });
        const connection = await daemon.connect({ deadlineMs: 5 });
        connection.onMessage(318, (reader) => reader.string());
        const calls = [
          hostname(connection),
          connection.openStream(201, () => {}, nothing).then(({ stream }) => stream.resume()),
          ...Array.from({ length: 4 }, () => listDomains(connection)),
        ];
        for (const part of parts) daemon.send(part);
        for (const outcome of await Promise.allSettled(calls)) {
          if (outcome.status === "fulfilled") continue;
          expect([LinkError, DeadlineError, ProtocolError, LibvirtError].some((kind) => outcome.reason instanceof kind)).toBe(true);
        }
        connection.close();
      }),
      { numRuns: 200 },
    );
  });

  it("ends when its transport breaks", async () => {
    const daemon = new FakeDaemon();
    const connection = await daemon.connect();
    daemon.end.destroy(new Error("cable cut"));
    expect(await connection.closed).toBeInstanceOf(LinkError);
  });
});
