import { afterEach, describe, expect, it, vi } from "vitest";
import { LinkError } from "./error.ts";
import { hostname } from "./host.ts";
import { Link, type LinkOptions } from "./link.ts";
import { procedure } from "./protocol.ts";
import { FakeDaemon } from "./testing/fake-daemon.ts";
import { hex } from "./testing/hex.ts";

const domainBytes = "00000002 766d0000 0102030405060708090a0b0c0d0e0f10 00000007";
const links: Link[] = [];

function linkTo(daemon: FakeDaemon, options: Partial<LinkOptions> = {}): Link {
  const link = new Link({ dialer: daemon, name: "test:///default", keepalive: false, backoff: { minMs: 2, maxMs: 20 }, ...options });
  links.push(link);
  return link;
}

function daemonWithHost(): FakeDaemon {
  const daemon = new FakeDaemon();
  daemon.on(procedure.connectGetHostname, (message) => daemon.reply(message, (writer) => writer.string("host")));
  daemon.on(procedure.domainEventRegister, (message) => daemon.reply(message, (writer) => writer.int(0)));
  return daemon;
}

afterEach(() => {
  for (const link of links.splice(0)) link.close();
});

describe("a link", () => {
  it("comes back with its events registered, before it is told to be up", async () => {
    const daemon = daemonWithHost();
    const up = vi.fn();
    const down = vi.fn();
    const rebooted = vi.fn();
    const registered = () => daemon.received.filter((message) => message.procedure === procedure.domainEventRegister).length;
    const link = linkTo(daemon, { up: () => up(registered()), down, events: { reboot: rebooted } });
    link.start();
    link.start();
    await link.connection();
    await expect.poll(() => up.mock.calls).toEqual([[1]]);
    for (let round = 2; round < 5; round++) {
      daemon.end.destroy();
      await expect.poll(() => up.mock.lastCall).toEqual([round]);
      daemon.event(319, (writer) => writer.int(0).fixed(hex(domainBytes)));
      await expect.poll(() => rebooted.mock.calls.length).toBe(round - 1);
    }
    expect(down).toHaveBeenCalledTimes(3);
    expect(down.mock.lastCall).toEqual([expect.any(LinkError)]);
    expect(daemon.dialled).toBe(4);
    expect(await hostname(link)).toBe("host");
  });

  it("waits longer from try to try, with chance in it, up to its limit", async () => {
    const waits: number[] = [];
    const original = globalThis.setTimeout;
    vi.spyOn(globalThis, "setTimeout").mockImplementation(((run: () => void, ms?: number) => {
      waits.push(ms ?? 0);
      return original(run, 0);
    }) as typeof setTimeout);
    const down = vi.fn();
    const nowhere = { dial: () => Promise.reject(new LinkError("nothing there")) };
    const link = new Link({ dialer: nowhere, name: "x", backoff: { minMs: 100, maxMs: 1000 }, down });
    links.push(link);
    link.start();
    await expect.poll(() => down.mock.calls.length).toBeGreaterThan(12);
    vi.restoreAllMocks();
    const backoffs = waits.filter((ms) => ms >= 50 && ms <= 1000);
    const limits = [100, 200, 400, 800, 1000, 1000, 1000];
    for (const [index, limit] of limits.entries()) {
      expect(backoffs[index]).toBeGreaterThanOrEqual(limit / 2);
      expect(backoffs[index]).toBeLessThanOrEqual(limit);
    }
    expect(new Set(backoffs.slice(4, 12)).size).toBeGreaterThan(1);
  });

  it("fails calls at once between two tries, with what made the last one fail", async () => {
    const down = vi.fn();
    const nowhere = { dial: () => Promise.reject(new LinkError("nothing there", { systemCode: "ENOENT" })) };
    const link = new Link({ dialer: nowhere, name: "x", backoff: { minMs: 60_000, maxMs: 60_000 }, down });
    links.push(link);
    await expect(hostname(link)).rejects.toThrow("not been started");
    link.start();
    await expect(hostname(link)).rejects.toMatchObject({ systemCode: "ENOENT" });
    await expect(hostname(link)).rejects.toMatchObject({ systemCode: "ENOENT" });
    expect(link.current).toBeUndefined();
    expect(down).toHaveBeenCalledTimes(1);
  });

  it("stays closed, also where it was closed while connecting", async () => {
    const daemon = daemonWithHost();
    const up = vi.fn();
    const down = vi.fn();
    const link = linkTo(daemon, { up, down });
    link.start();
    link.close();
    await expect(hostname(link)).rejects.toThrow(Error);
    link.start();
    const second = linkTo(daemon, { up, down });
    second.start();
    await second.connection();
    await expect.poll(() => up.mock.calls.length).toBe(1);
    second.close();
    await expect(hostname(second)).rejects.toThrow("closed");
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(up).toHaveBeenCalledTimes(1);
    expect(down).not.toHaveBeenCalled();
  });

  it("counts a refused registration as a failed try", async () => {
    const daemon = daemonWithHost();
    const down = vi.fn();
    daemon.on(procedure.domainEventRegister, (message) => daemon.refuse(message, 3, "no such events"));
    const link = linkTo(daemon, { down, events: { lifecycle: () => {} } });
    link.start();
    await expect(link.connection()).rejects.toMatchObject({ code: 3 });
    daemon.on(procedure.domainEventRegister, (message) => daemon.reply(message, (writer) => writer.int(0)));
    await expect.poll(() => link.current).toBeDefined();
  });
});
