import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PrivateLibvirtd, startPrivateLibvirtd } from "#demo/libvirtd.ts";
import { Connection, type ConnectionOptions } from "./connection.ts";
import {
  domainInfo,
  domainState,
  domainStateName,
  domainStats,
  domainXml,
  interfaceAddresses,
  isPersistent,
  listDomains,
  lookupByName,
  lookupByUuid,
  statsGroup,
} from "./domains.ts";
import { DeadlineError, errorCode, LibvirtError, LinkError } from "./error.ts";
import { type DomainEventMap, lifecycleEvent, onDomainEvent } from "./events.ts";
import { capabilities, domainCapabilities, hostname, hypervisorType, hypervisorVersion, libVersion, nodeInfo } from "./host.ts";
import {
  createDomain,
  createDomainXml,
  defineDomain,
  destroyDomain,
  rebootDomain,
  resumeDomain,
  shutdownDomain,
  suspendDomain,
  undefineDomain,
} from "./lifecycle.ts";
import { Link } from "./link.ts";
import { screenshot } from "./screenshot.ts";
import { unixDialer } from "./transports/unix.ts";

let daemon: PrivateLibvirtd;
const open: Connection[] = [];

async function connect(options: Partial<ConnectionOptions> = {}): Promise<Connection> {
  const connection = await Connection.open({ dialer: unixDialer([daemon.socket]), name: "test:///default", ...options });
  open.push(connection);
  return connection;
}

const NETWORK_CARD = `<interface type='network'><mac address='52:54:00:01:02:03'/><source network='default'/><target dev='net1'/></interface>`;

function machineXml(name: string): string {
  return `<domain type='test'><name>${name}</name><memory unit='MiB'>64</memory><vcpu>2</vcpu><os><type>hvm</type></os>
    <devices><graphics type='vnc' port='5999' listen='127.0.0.1' passwd='sesame'/></devices></domain>`;
}

beforeAll(async () => {
  daemon = await startPrivateLibvirtd();
});
afterAll(async () => {
  for (const connection of open) connection.close();
  await daemon.stop();
});

describe("against a real daemon", () => {
  it("asks about the host", async () => {
    const connection = await connect();
    const says = async (...args: string[]) => (await daemon.virsh(args, { uri: daemon.uriFor("test:///default") })).trim();
    expect(await hostname(connection)).toBe(await says("hostname"));
    expect(await hypervisorType(connection)).toBe("TEST");
    expect(await hypervisorVersion(connection)).toBe("0.0.2");
    expect(await capabilities(connection)).toContain("<capabilities>");
    expect(await says("version", "--daemon")).toContain(`Running against daemon: ${await libVersion(connection)}`);
    const node = await nodeInfo(connection);
    const info = await says("nodeinfo");
    expect(info).toMatch(new RegExp(`CPU model:\\s+${node.model}\n`));
    expect(info).toMatch(new RegExp(`CPU\\(s\\):\\s+${node.cpus}\n`));
    expect(info).toMatch(new RegExp(`Memory size:\\s+${node.memoryKiB} KiB`));
    const qemu = await connect({ name: "qemu:///session" });
    expect(await domainCapabilities(qemu, { virtType: "qemu", arch: "x86_64", deadlineMs: 60_000 })).toContain(
      "<graphics supported='yes'>",
    );
  });

  it("takes a machine through its life", async () => {
    const connection = await connect();
    const defined = await defineDomain(connection, machineXml("life"));
    expect(defined).toMatchObject({ name: "life", id: -1 });
    expect(await lookupByUuid(connection, defined.uuid)).toEqual(defined);
    expect(await listDomains(connection, { only: "inactive" })).toEqual([defined]);
    const running = await createDomain(connection, defined);
    expect(running.id).toBeGreaterThan(0);
    expect(await lookupByName(connection, "life")).toEqual(running);
    expect(await domainInfo(connection, running)).toMatchObject({ state: "running", maxMemoryKiB: 65_536, vcpus: 2 });
    await suspendDomain(connection, running);
    expect(await domainState(connection, running)).toEqual({ state: "paused", reason: 1 });
    await resumeDomain(connection, running);
    await rebootDomain(connection, running);
    expect(await domainXml(connection, running)).not.toContain("sesame");
    expect(await domainXml(connection, running, { secure: true })).toContain("passwd='sesame'");
    expect(await domainXml(connection, running)).toContain(`<domain type='test' id='${running.id}'>`);
    expect(await domainXml(connection, running, { inactive: true })).toContain("<domain type='test'>");
    await shutdownDomain(connection, running);
    expect((await domainState(connection, running)).state).toBe("shutoff");
    await createDomain(connection, defined);
    await destroyDomain(connection, defined);
    expect(await isPersistent(connection, defined)).toBe(true);
    await undefineDomain(connection, defined);
    const transient = await createDomainXml(connection, machineXml("brief"));
    expect(await isPersistent(connection, transient)).toBe(false);
    expect(await listDomains(connection, { only: "transient" })).toEqual([transient]);
    await destroyDomain(connection, transient);
    expect((await listDomains(connection)).map(({ name }) => name)).toEqual(["test"]);
  });

  it("reads states in one call, and addresses", async () => {
    const connection = await connect();
    const [record] = await domainStats(connection, statsGroup.state | statsGroup.balloon | statsGroup.vcpu);
    expect(record?.domain.name).toBe("test");
    expect(domainStateName(record?.values["state.state"])).toBe("running");
    const machine = await createDomainXml(connection, machineXml("addressed").replace("<devices>", `<devices>${NETWORK_CARD}`));
    const [card] = await interfaceAddresses(connection, machine, "lease");
    const lease = await daemon.virsh(["domifaddr", "addressed"], { uri: daemon.uriFor("test:///default") });
    expect(card).toMatchObject({ mac: "52:54:00:01:02:03", addresses: [{ family: "ipv4" }] });
    expect(lease).toContain(`${card?.addresses[0]?.address}/${card?.addresses[0]?.prefix}`);
    await destroyDomain(connection, machine);
  });

  it("passes libvirt's errors on whole", async () => {
    const connection = await connect();
    const missing = lookupByName(connection, "nobody");
    await expect(missing).rejects.toBeInstanceOf(LibvirtError);
    await expect(missing).rejects.toMatchObject({ code: errorCode.noDomain, domain: 12, level: 2, message: "Domain not found" });
    const test = await lookupByName(connection, "test");
    await expect(createDomain(connection, test)).rejects.toMatchObject({ code: errorCode.internalError });
    await expect(connect({ name: "nonsense:///" })).rejects.toBeInstanceOf(LibvirtError);
    const readOnly = await connect({ readOnly: true });
    await expect(destroyDomain(readOnly, test)).rejects.toMatchObject({ code: errorCode.operationDenied });
  });

  it("takes a picture of a screen through a stream", async () => {
    const connection = await connect();
    const test = await lookupByName(connection, "test");
    const picture = await screenshot(connection, test);
    expect(picture.mime).toBe("image/png");
    expect(picture.data.equals(await readFile("/usr/share/libvirt/test-screenshot.png"))).toBe(true);
    const several = await Promise.all(Array.from({ length: 8 }, () => screenshot(connection, test)));
    for (const { data } of several) expect(data.equals(picture.data)).toBe(true);
  });

  it("tells what happens", async () => {
    const connection = await connect();
    const seen: DomainEventMap["lifecycle"][] = [];
    const stop = await onDomainEvent(connection, "lifecycle", (event) => seen.push(event));
    const test = await lookupByName(connection, "test");
    await suspendDomain(connection, test);
    await resumeDomain(connection, test);
    await expect
      .poll(() => seen.map(({ domain, event }) => [domain.name, event]))
      .toEqual([
        ["test", lifecycleEvent.suspended],
        ["test", lifecycleEvent.resumed],
      ]);
    await stop();
    await suspendDomain(connection, test);
    await resumeDomain(connection, test);
    expect(seen).toHaveLength(2);
  });

  it("keeps hundreds of calls in flight on one connection", async () => {
    const connection = await connect();
    const test = await lookupByName(connection, "test");
    const texts = await Promise.all(Array.from({ length: 500 }, () => domainXml(connection, test)));
    expect(new Set(texts).size).toBe(1);
  });
});

describe("when the daemon dies", () => {
  it("refuses the calls under way, comes back when it does, and hears its events again", async () => {
    const ups: Connection[] = [];
    const downs: Error[] = [];
    const seen: number[] = [];
    const link = new Link({
      dialer: unixDialer([daemon.socket]),
      name: "test:///default",
      backoff: { minMs: 20, maxMs: 200 },
      events: { lifecycle: ({ event }) => seen.push(event) },
      up: (connection) => ups.push(connection),
      down: (error) => downs.push(error),
    });
    link.start();
    const first = await link.connection();
    const test = await lookupByName(link, "test");
    const calls = Promise.allSettled(Array.from({ length: 500 }, () => domainXml(link, test)));
    await daemon.kill("SIGKILL");
    const outcomes = await calls;
    const refused = outcomes.filter((outcome) => outcome.status === "rejected");
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused) expect(reason).toBeInstanceOf(LinkError);
    expect(await first.closed).toBeInstanceOf(LinkError);
    await expect(hostname(link)).rejects.toThrow(LinkError);
    await daemon.restart();
    await expect.poll(() => ups.length, { timeout: 30_000 }).toBe(2);
    expect(downs.length).toBeGreaterThan(0);
    await suspendDomain(link, await lookupByName(link, "test"));
    await expect.poll(() => seen, { timeout: 10_000 }).toEqual([lifecycleEvent.suspended]);
    link.close();
  });
});

describe("when the daemon is stopped", () => {
  it("fails calls by their deadlines and the link by keepalive, and nothing else waits", async () => {
    const connection = await connect({ keepalive: { intervalMs: 1500, count: 2 } });
    const stream = await connect();
    const test = await lookupByName(connection, "test");
    await daemon.kill("SIGSTOP");
    try {
      const order: string[] = [];
      const calls = Promise.allSettled(Array.from({ length: 6 }, () => domainXml(connection, test, { deadlineMs: 2000 })));
      const opening = connect({ deadlineMs: 2000 }).catch((error: unknown) => error);
      const settled = calls.then(() => order.push("calls"));
      await readFile("/proc/self/status", "utf8").then(() => order.push("file"));
      await settled;
      expect(order).toEqual(["file", "calls"]);
      for (const outcome of await calls) expect(outcome).toMatchObject({ reason: expect.any(DeadlineError) });
      expect(connection.stalled).toBe(true);
      expect(await opening).toBeInstanceOf(DeadlineError);
      expect(await connection.closed).toMatchObject({ message: "the daemon stopped answering" });
      await expect(hostname(connection)).rejects.toThrow(LinkError);
    } finally {
      await daemon.kill("SIGCONT");
    }
    expect(await hostname(stream)).not.toBe("");
  });

  it("takes late answers for what they are when it goes on", async () => {
    const connection = await connect({ keepalive: false });
    const test = await lookupByName(connection, "test");
    await daemon.kill("SIGSTOP");
    const stuck = await Promise.allSettled(Array.from({ length: 5 }, () => screenshot(connection, test, 0, { deadlineMs: 200 })));
    for (const outcome of stuck) expect(outcome).toMatchObject({ reason: expect.any(DeadlineError) });
    await daemon.kill("SIGCONT");
    await expect.poll(() => connection.stalled, { timeout: 10_000 }).toBe(false);
    expect((await screenshot(connection, test)).mime).toBe("image/png");
  });
});
