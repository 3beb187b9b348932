import { once } from "node:events";
import { connect } from "node:net";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PrivateLibvirtd, startPrivateLibvirtd } from "#demo/libvirtd.ts";
import type { Connection } from "#server/libvirt/connection.ts";
import type { DomainRef } from "#server/libvirt/domain-ref.ts";
import { errorCode } from "#server/libvirt/error.ts";
import { createDomain, createDomainXml, defineDomain, destroyDomain } from "#server/libvirt/lifecycle.ts";
import { parseHypervisors } from "#server/libvirt/uri.ts";
import { resolveDisplay, runtimeOf } from "./display.ts";
import { Fleet } from "./fleet.ts";
import { Hypervisor } from "./hypervisor.ts";
import { endedByLibvirt, openSerial } from "./serial.ts";
import { biosGuest } from "./testing/domains.ts";
import { qemuPid } from "./testing/qemu-pid.ts";
import { until } from "./testing/recorder.ts";
import { joinVmId } from "./vm-id.ts";

const HUNG = ["hung-1", "hung-2", "hung-3", "hung-4", "hung-5"];

let daemon: PrivateLibvirtd;
let hypervisor: Hypervisor;
let hand: Connection;
let fleet: Fleet;
let guest: DomainRef;

beforeAll(async () => {
  daemon = await startPrivateLibvirtd();
  const uris = parseHypervisors(`here=${daemon.uri}`);
  for (const uri of uris) hypervisor = new Hypervisor(uri);
  hand = await hypervisor.connect();
  guest = await defineDomain(hand, biosGuest("guest"));
  fleet = new Fleet(uris);
  await until("up", () => fleet.hosts()[0]?.state === "up");
});

afterAll(async () => {
  await fleet?.close();
  hypervisor?.close();
  hand?.close();
  await daemon?.stop();
});

const idOf = (domain: DomainRef) => joinVmId("here", domain.uuid);
const stateOf = (domain: DomainRef) => fleet.vm(idOf(domain))?.state;

describe("a machine that is off", () => {
  it("has no display, serial line or picture yet", async () => {
    await expect(resolveDisplay(hypervisor, guest.uuid, "vnc")).rejects.toMatchObject({ code: "machine-off" });
    await expect(openSerial(hypervisor, guest.uuid, { device: 0, takeOver: false })).rejects.toMatchObject({ code: "machine-off" });
    await expect(fleet.screenshot(idOf(guest), { maxAgeMs: 0 })).rejects.toMatchObject({ code: "machine-off" });
    expect(await runtimeOf(hypervisor, guest.uuid)).toEqual({ runtimeId: -1, state: "shutoff" });
  });

  it("is shown with what it will have", () => {
    expect(fleet.vm(idOf(guest))).toMatchObject({
      state: "shutoff",
      graphics: [{ type: "vnc", password: true }],
      serials: [{ tty: "ttyS0" }],
      video: ["cirrus"],
      memoryMiB: 32,
    });
  });
});

describe("a machine that runs", () => {
  beforeAll(async () => {
    await fleet.power(idOf(guest), "start");
    await until("running", () => stateOf(guest) === "running");
  });

  it("has a display where libvirt says, with its password", async () => {
    const { runtimeId, address, password } = await resolveDisplay(hypervisor, guest.uuid, "vnc");
    expect(password).toBe("s3cret");
    expect(await runtimeOf(hypervisor, guest.uuid)).toEqual({ runtimeId, state: "running" });
    if (address.kind !== "tcp") throw new Error("not by TCP");
    const socket = connect(address.port, address.host);
    const [greeting] = await once(socket, "data");
    socket.destroy();
    expect(String(greeting)).toBe("RFB 003.008\n");
    await expect(resolveDisplay(hypervisor, guest.uuid, "spice")).rejects.toMatchObject({ code: "no-such-display" });
  });

  it("gives a picture, which callers share", async () => {
    const [one, same] = await Promise.all([fleet.screenshot(idOf(guest), { maxAgeMs: 0 }), fleet.screenshot(idOf(guest), { maxAgeMs: 0 })]);
    expect(one).toBe(same);
    expect(await fleet.screenshot(idOf(guest), { maxAgeMs: 60_000 })).toBe(one);
    const { image } = one;
    const picture = image.mime === "raw" ? sharp(image.data, { raw: { ...image, channels: 3 } }) : sharp(image.data);
    expect((await picture.metadata()).width).toBeGreaterThanOrEqual(640);
    expect((await fleet.screenshot(idOf(guest), { maxAgeMs: 0 })).takenAt.getTime()).toBeGreaterThanOrEqual(one.takenAt.getTime());
  });

  it("has one serial console: held by one, taken over by another, ended by the machine", async () => {
    const first = await openSerial(hypervisor, guest.uuid, { device: 0, takeOver: false });
    const broken = once(first, "error");
    let said = "";
    first.on("data", (data) => {
      said += data;
    });
    await until("the BIOS speaks", () => said.includes("SeaBIOS"));
    await expect(openSerial(hypervisor, guest.uuid, { device: 0, takeOver: false })).rejects.toMatchObject({ code: "console-held" });
    const second = await openSerial(hypervisor, guest.uuid, { takeOver: true, device: 0 });
    const [error] = await broken;
    expect(endedByLibvirt(error)).toBe(true);
    await expect(openSerial(hypervisor, guest.uuid, { takeOver: true, device: 7 })).rejects.toMatchObject({
      code: "no-such-display",
    });
    const ended = once(second.resume(), "end");
    await fleet.power(idOf(guest), "force-off");
    await ended;
  });

  it("is another run after a power cycle", async () => {
    await until("off", () => stateOf(guest) === "shutoff");
    await fleet.power(idOf(guest), "start");
    const before = await runtimeOf(hypervisor, guest.uuid);
    await fleet.power(idOf(guest), "force-off");
    await fleet.power(idOf(guest), "start");
    expect((await runtimeOf(hypervisor, guest.uuid)).runtimeId).toBeGreaterThan(before.runtimeId);
  });

  it("starts from its saved state as from any other", async () => {
    await until("running", () => stateOf(guest) === "running");
    await daemon.virsh(["managedsave", "guest"]);
    await until("saved", () => stateOf(guest) === "shutoff");
    await fleet.power(idOf(guest), "start");
    await until("running", () => stateOf(guest) === "running");
  });

  it("says why where there is no serial console or screen", async () => {
    const bare = await createDomainXml(
      hand,
      biosGuest("bare")
        .replace(/<serial.*|<graphics.*/g, "")
        .replace("useserial='yes'", "")
        .replace(/<video.*/, "<video><model type='none'/></video>"),
    );
    await until("shown", () => stateOf(bare) === "running");
    expect(fleet.vm(idOf(bare))).toMatchObject({ graphics: [], serials: [], video: [] });
    await expect(openSerial(hypervisor, bare.uuid, { device: 0, takeOver: false })).rejects.toMatchObject({
      code: "no-such-display",
      details: "The machine has no serial console.",
    });
    await expect(fleet.screenshot(idOf(bare), { maxAgeMs: 0 })).rejects.toMatchObject({ code: "no-such-display" });
    await destroyDomain(hand, bare);
  });
});

describe("five guests that hang", () => {
  const domains: DomainRef[] = [];

  beforeAll(async () => {
    for (const name of HUNG) domains.push(await createDomainXml(hand, biosGuest(name)));
    await until("all run", () => domains.every((domain) => stateOf(domain) === "running"));
    await fleet.screenshot(idOf(guest), { maxAgeMs: 0 });
    for (const name of HUNG) process.kill(qemuPid(daemon.directory, name), "SIGSTOP");
  });

  it("hold up neither the power nor the picture of a sixth", async () => {
    const calls = domains.flatMap((domain) => [fleet.screenshot(idOf(domain), { maxAgeMs: 0 }), fleet.power(idOf(domain), "pause")]);
    const all = Promise.allSettled(calls);
    let over = false;
    void all.then(() => {
      over = true;
    });
    await expect(fleet.power(idOf(domains[0] ?? guest), "resume")).rejects.toMatchObject({ code: "busy" });
    await fleet.power(idOf(guest), "pause");
    await until("paused", () => stateOf(guest) === "paused");
    await fleet.power(idOf(guest), "resume");
    await until("running", () => stateOf(guest) === "running");
    expect(over).toBe(false);
    for (const result of await all) expect(result).toMatchObject({ status: "rejected", reason: { code: "libvirt-failed" } });
    await fleet.screenshot(idOf(guest), { maxAgeMs: 0 });
    expect(fleet.hosts()[0]?.state).toBe("up");
  });

  it("are not asked again, answer by what is known, and can be forced off", async () => {
    const hangs = { code: "libvirt-failed", details: expect.stringContaining("hangs") };
    for (const domain of domains) {
      await expect(fleet.screenshot(idOf(domain), { maxAgeMs: 0 })).rejects.toMatchObject(hangs);
      await expect(fleet.power(idOf(domain), "reset")).rejects.toMatchObject(hangs);
      expect(await runtimeOf(hypervisor, domain.uuid)).toMatchObject({ state: "running" });
      expect((await resolveDisplay(hypervisor, domain.uuid, "vnc")).password).toBe("s3cret");
    }
    await Promise.all(domains.slice(1).map((domain) => fleet.power(idOf(domain), "force-off")));
    await until("gone", () => domains.slice(1).every((domain) => fleet.vm(idOf(domain)) === undefined));
  });

  it("are asked again once they go on", async () => {
    const [domain] = domains;
    if (!domain) throw new Error("no guest");
    process.kill(qemuPid(daemon.directory, HUNG[0] ?? ""), "SIGCONT");
    await until("a picture", () => fleet.screenshot(idOf(domain), { maxAgeMs: 0 }).catch(() => null));
    await until("power", () =>
      fleet.power(idOf(domain), "pause").then(
        () => true,
        () => false,
      ),
    );
    await fleet.power(idOf(domain), "force-off");
  });
});

describe("a daemon that restarts under its guests", () => {
  let survivor: DomainRef;

  beforeAll(async () => {
    const defined = await defineDomain(hand, biosGuest("survivor"));
    survivor = await createDomain(hand, defined);
    await until("running", () => stateOf(survivor) === "running");
  });

  it("finds them running, with the same run", async () => {
    const before = await runtimeOf(hypervisor, survivor.uuid);
    const stream = await openSerial(hypervisor, survivor.uuid, { device: 0, takeOver: false });
    const broken = once(stream.resume(), "error");
    await daemon.kill("SIGKILL");
    const [error] = await broken;
    expect(endedByLibvirt(error)).toBe(false);
    await until("down", () => fleet.hosts()[0]?.state === "down");
    await expect(runtimeOf(hypervisor, survivor.uuid)).rejects.toMatchObject({ code: "host-unreachable" });
    expect(stateOf(survivor)).toBe("running");
    await daemon.restart();
    await until("up", () => fleet.hosts()[0]?.state === "up");
    expect(await runtimeOf(hypervisor, survivor.uuid)).toEqual(before);
    hand = await hypervisor.connect();
    // On a busy machine the daemon itself loses a guest now and then while it takes it back: it is off then as well.
    await destroyDomain(hand, survivor).catch((error) => expect(error).toMatchObject({ code: errorCode.operationInvalid }));
    await until("events again", () => stateOf(survivor) === "shutoff");
    await createDomain(hand, survivor);
    await until("events again", () => stateOf(survivor) === "running");
  });

  it("says within seconds that it does not answer", async () => {
    await daemon.kill("SIGSTOP");
    try {
      const begin = performance.now();
      await expect(resolveDisplay(hypervisor, survivor.uuid, "vnc")).rejects.toMatchObject({ code: "host-unreachable" });
      await expect(openSerial(hypervisor, survivor.uuid, { device: 0, takeOver: false })).rejects.toMatchObject({
        code: "host-unreachable",
      });
      expect(performance.now() - begin).toBeLessThan(15_000);
    } finally {
      await daemon.kill("SIGCONT");
    }
    await until("up", () => fleet.hosts()[0]?.state === "up");
    expect((await resolveDisplay(hypervisor, survivor.uuid, "vnc")).password).toBe("s3cret");
  });
});
