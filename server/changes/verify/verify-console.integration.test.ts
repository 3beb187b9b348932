import { once } from "node:events";
import { appendFileSync, chmodSync, mkdirSync, readdirSync, readlinkSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type PrivateLibvirtd, startPrivateLibvirtd } from "#demo/libvirtd.ts";
import { openMain } from "#e2e/fakes/spice-client.ts";
import { DIAL_DEADLINE_MS, dial } from "#server/display/dial.ts";
import { openRfb } from "#server/display/rfb/open.ts";
import { type Authority, makeAuthority } from "#server/display/testing/authority.ts";
import { OrielError } from "#server/errors.ts";
import { displayOf, runtimeOf } from "#server/hypervisors/display.ts";
import { readDomainXml } from "#server/hypervisors/domain-xml.ts";
import { Hypervisor } from "#server/hypervisors/hypervisor.ts";
import { openSerial } from "#server/hypervisors/serial.ts";
import { qemuPid } from "#server/hypervisors/testing/qemu-pid.ts";
import type { Connection } from "#server/libvirt/connection.ts";
import type { DomainRef } from "#server/libvirt/domain-ref.ts";
import { domainXml } from "#server/libvirt/domains.ts";
import { createDomainXml, destroyDomain } from "#server/libvirt/lifecycle.ts";
import { parseHypervisors } from "#server/libvirt/uri.ts";
import { type ConsoleToVerify, verifyConsole } from "./verify-console.ts";

let daemon: PrivateLibvirtd;
let authority: Authority;
let hypervisor: Hypervisor;
let hand: Connection;

beforeAll(async () => {
  daemon = await startPrivateLibvirtd();
  authority = makeAuthority();
  giveCertificate();
  await daemon.restart();
  for (const uri of parseHypervisors(daemon.uri)) hypervisor = new Hypervisor(uri);
  hand = await hypervisor.connect();
});
afterAll(async () => {
  hypervisor?.close();
  hand?.close();
  await daemon?.stop();
  authority?.remove();
});

/** What QEMU's SPICE server needs for its TLS port (qemu.conf). */
function giveCertificate(): void {
  const directory = join(daemon.directory, "spice-tls");
  const { cert, key } = authority.issue("IP:127.0.0.1");
  mkdirSync(directory);
  writeFileSync(join(directory, "ca-cert.pem"), authority.certificate);
  for (const [file, content] of Object.entries({ "server-cert.pem": cert, "server-key.pem": key })) {
    writeFileSync(join(directory, file), content);
    chmodSync(join(directory, file), 0o644);
  }
  appendFileSync(join(daemon.directory, "config/libvirt/qemu.conf"), `spice_tls = 1\nspice_tls_x509_cert_dir = "${directory}"\n`);
}

/** A real QEMU with nothing to boot. */
function guestXml(name: string, graphics: string, model: string): string {
  return `<domain type='qemu'>
  <name>${name}</name>
  <memory unit='MiB'>64</memory>
  <os><type arch='x86_64' machine='pc'>hvm</type><bios useserial='yes' rebootTimeout='3000'/></os>
  <features><acpi/></features>
  <devices><serial type='pty'/>${graphics}<video><model type='${model}'/></video><memballoon model='none'/></devices>
</domain>`;
}

type Graphics = { password?: string; more?: string; inner?: string };

function graphics(
  type: "vnc" | "spice",
  { password, more = "", inner = "<listen type='address' address='127.0.0.1'/>" }: Graphics = {},
): string {
  const ports = inner.includes("socket") || inner.includes("none") ? "" : "autoport='yes'";
  return `<graphics type='${type}' ${ports} ${password === undefined ? "" : `passwd='${password}'`} ${more}>${inner}</graphics>`;
}

type Guest = { domain: DomainRef; xml: string };
let guests = 0;

/** Milliseconds for a guest to start where many things start at once. */
const START_MS = 40_000;

async function withGuest(devices: string, act: (guest: Guest) => Promise<void>, model = "vga"): Promise<void> {
  const name = `verified-${++guests}`;
  const domain = await createDomainXml(hand, guestXml(name, devices, model), { deadlineMs: START_MS });
  try {
    await act({ domain, xml: await domainXml(hand, domain, { secure: true }) });
  } finally {
    await destroyDomain(hand, domain).catch(() => {});
  }
}

async function checkRun(domain: DomainRef): Promise<void> {
  const { runtimeId, state } = await runtimeOf(hypervisor, domain.uuid);
  if (state !== "running") throw new OrielError("machine-off");
  if (runtimeId !== domain.id) throw new OrielError("machine-changed");
}

/** Verifies a console. @returns how each step ended, and the whole */
async function verified({ domain, xml }: Guest, protocol: ConsoleToVerify["protocol"], more: Partial<ConsoleToVerify> = {}) {
  const steps: Record<string, string> = {};
  const given: ConsoleToVerify = {
    xml,
    protocol,
    authorities: [],
    checkRun: () => checkRun(domain),
    openSerial: () => openSerial(hypervisor, domain.uuid, { device: 0, takeOver: false }),
    ...more,
  };
  const passed = await verifyConsole(given, (step, state, error) => {
    expect(steps, "each step is told once").not.toHaveProperty(step);
    steps[step] = [state, error?.code, error?.details].filter(Boolean).join(" ");
  });
  return { passed, ...steps };
}

const works = { passed: true, dial: "ok", authenticate: "ok", protected: "ok", "first-frame": "ok" };
const worksOpen = { ...works, protected: "skipped" };

describe.each(["vga", "cirrus", "vmvga", "qxl", "virtio", "bochs", "ramfb"])("the video model %s", (model) => {
  test("shows a picture over VNC and over SPICE, each with its password", async () => {
    const both = graphics("vnc", { password: "s3cret" }) + graphics("spice", { password: "a long s3cret" });
    await withGuest(
      both,
      async (guest) => {
        expect(await verified(guest, "vnc")).toEqual(works);
        expect(await verified(guest, "spice")).toEqual(works);
      },
      model,
    );
  });
});

test("a machine with several screens shows the first", async () => {
  const second = "<video><model type='qxl' primary='no'/></video>";
  await withGuest(
    graphics("vnc", { password: "s3cret" }) + graphics("spice", { password: "s3cret" }) + second,
    async (guest) => {
      expect(await verified(guest, "vnc")).toEqual(works);
      expect(await verified(guest, "spice")).toEqual(works);
    },
    "qxl' primary='yes",
  );
});

describe("a machine without a screen", () => {
  test("is let in and out, and shows none", async () => {
    const none = { ...works, "first-frame": "skipped no-such-display The machine has no screen." };
    const both = graphics("vnc", { password: "s3cret" }) + graphics("spice", { password: "s3cret" });
    await withGuest(
      both,
      async (guest) => {
        expect(await verified(guest, "vnc")).toEqual(none);
        expect(await verified(guest, "spice")).toEqual(none);
        // Where the XML promised a screen, a SPICE server that has none is a fault.
        const promised = { ...guest, xml: guest.xml.replace("type='none'", "type='vga'") };
        expect(await verified(promised, "spice")).toMatchObject({
          passed: false,
          "first-frame": expect.stringContaining("no display channel"),
        });
      },
      "none",
    );
  });
});

describe("a display without a password", () => {
  test.each(["vnc", "spice"] as const)("works over %s, and there is nothing to protect", async (protocol) => {
    await withGuest(graphics(protocol), async (guest) => {
      expect(await verified(guest, protocol)).toEqual(worksOpen);
    });
  });

  test.each(["vnc", "spice"] as const)("is found open over %s where its XML says that it has one", async (protocol) => {
    await withGuest(graphics(protocol), async (guest) => {
      expect(await verified(guest, protocol, { password: "believed" })).toEqual({
        ...works,
        passed: false,
        protected: "failed display-unprotected",
      });
    });
  });
});

test.each(["vnc", "spice"] as const)("a wrong password is refused over %s, and is tried once", async (protocol) => {
  await withGuest(graphics(protocol, { password: "s3cret" }), async (guest) => {
    const refused = {
      passed: false,
      dial: "ok",
      authenticate: expect.stringContaining("failed display-refused"),
      protected: "skipped",
      "first-frame": "skipped",
    };
    const began = performance.now();
    expect(await verified(guest, protocol, { password: "wrong" })).toEqual(refused);
    expect(await verified(guest, protocol, { password: null })).toEqual(refused);
    expect(performance.now() - began).toBeLessThan(20_000);
  });
});

test.each(["vnc", "spice"] as const)("a unix socket is dialled over %s", async (protocol) => {
  const inner = `<listen type='socket' socket='${join(daemon.directory, "run", `${protocol}.sock`)}'/>`;
  await withGuest(graphics(protocol, { inner }), async (guest) => {
    expect(await verified(guest, protocol)).toEqual(worksOpen);
  });
});

test("SPICE is dialled over TLS where the XML demands it, for one channel too, and the authority is checked", async () => {
  const tls = (more: string, inner = "") =>
    graphics("spice", { password: "s3cret", more: `tlsPort='-1' ${more}`, inner: `<listen type='address' address='127.0.0.1'/>${inner}` });
  await withGuest(tls("defaultMode='secure'"), async (guest) => {
    expect(await verified(guest, "spice", { authorities: [authority.file] })).toEqual(works);
    expect(await verified(guest, "spice")).toMatchObject({ passed: false, dial: expect.stringContaining("display-untrusted") });
  });
  await withGuest(tls("", "<channel name='display' mode='secure'/>"), async (guest) => {
    expect(await verified(guest, "spice", { authorities: [authority.file] })).toEqual(works);
    expect(await verified(guest, "spice")).toMatchObject({ dial: "ok", "first-frame": expect.stringContaining("display-untrusted") });
  });
});

test("what the portal does not dial is skipped, and why is said", async () => {
  const skipped = (why: string) => ({ passed: true, dial: why, authenticate: "skipped", protected: "skipped", "first-frame": "skipped" });
  await withGuest(graphics("vnc", { inner: "<listen type='none'/>" }), async (guest) => {
    expect(await verified(guest, "vnc")).toEqual(skipped(expect.stringContaining("skipped no-such-display It listens nowhere")));
  });
  await withGuest(graphics("vnc"), async (guest) => {
    const elsewhere = { ...guest, xml: guest.xml.replaceAll("127.0.0.1", "169.254.169.254") };
    expect(await verified(elsewhere, "vnc")).toEqual(skipped(expect.stringContaining("skipped display-address")));
    expect(await verified(guest, "spice")).toMatchObject({ passed: false, dial: expect.stringContaining("failed no-such-display") });
  });
});

test("a guest that does not answer is given up in time, and one that went off at once", async () => {
  await withGuest(graphics("vnc", { password: "s3cret" }), async (guest) => {
    const pid = qemuPid(daemon.directory, guest.domain.name);
    process.kill(pid, "SIGSTOP");
    try {
      // The system takes connections for a stopped QEMU.
      expect(await verified(guest, "vnc", { deadlineMs: 1_500, checkRun: async () => {} })).toMatchObject({
        passed: false,
        dial: "ok",
        authenticate: expect.stringContaining("failed display-unreachable"),
      });
    } finally {
      process.kill(pid, "SIGCONT");
    }
    await destroyDomain(hand, guest.domain);
    const began = performance.now();
    const gone = { ...guest, xml: guest.xml.replace(/port='\d+'/, `port='${displayPort(guest, "vnc")}'`) };
    expect(await verified(gone, "vnc", { deadlineMs: 1_000 })).toMatchObject({
      passed: false,
      dial: expect.stringContaining("failed display-unreachable"),
    });
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});

test("another run of the machine never hears the password", async () => {
  await withGuest(graphics("vnc", { password: "s3cret" }), async (guest) => {
    const checkRunFails = () => Promise.reject(new OrielError("machine-changed"));
    expect(await verified(guest, "vnc", { checkRun: checkRunFails })).toMatchObject({ dial: "ok", authenticate: "failed machine-changed" });
  });
});

function displayPort({ xml }: Guest, protocol: "vnc" | "spice"): number {
  const { address } = displayOf(readDomainXml(xml), protocol);
  if (address.kind === "unix") throw new Error("it is on a socket");
  return address.port;
}

describe("whoever is connected", () => {
  test("keeps a SPICE session, and its password is tried beside them", async () => {
    await withGuest(graphics("spice", { password: "s3cret" }), async (guest) => {
      const { main } = await openMain(connect(displayPort(guest, "spice"), "127.0.0.1"), "s3cret");
      const held = { isHeld: async () => true };
      expect(await verified(guest, "spice", held)).toEqual({ ...works, "first-frame": "skipped console-held" });
      expect(await verified(guest, "spice", { ...held, password: "old" })).toMatchObject({
        passed: false,
        authenticate: expect.stringContaining("failed display-refused"),
      });
      expect(main.isOpen).toBe(true);
      // The counterpart, by which the above means something: a session with the password does end it.
      expect(await verified(guest, "spice", { isHeld: async () => false })).toEqual(works);
      await expect.poll(() => main.isOpen).toBe(false);
    });
    await withGuest(graphics("spice"), async (guest) => {
      const { main } = await openMain(connect(displayPort(guest, "spice"), "127.0.0.1"));
      expect(await verified(guest, "spice", { isHeld: async () => true, password: "believed" })).toMatchObject({
        authenticate: "ok",
        protected: "failed display-unprotected",
      });
      expect(main.isOpen).toBe(true);
    });
  });

  test("keeps a VNC display, which is shared", async () => {
    await withGuest(graphics("vnc", { password: "s3cret" }), async (guest) => {
      const viewer = await openRfb({ kind: "tcp", host: "127.0.0.1", port: displayPort(guest, "vnc") }, "s3cret");
      expect(await verified(guest, "vnc")).toEqual(works);
      expect(viewer.stream.closed).toBe(false);
      viewer.destroy();
    });
  });
});

test("a serial line opens and is left free; one that is held is there; none is told", async () => {
  await withGuest(graphics("vnc"), async (guest) => {
    expect(await verified(guest, "serial")).toEqual({ passed: true, serial: "ok" });
    const line = await openSerial(hypervisor, guest.domain.uuid, { device: 0, takeOver: false });
    expect(await verified(guest, "serial")).toEqual({ passed: true, serial: "ok" });
    const [spoken] = await once(line, "data");
    expect(spoken.length).toBeGreaterThan(0);
    line.destroy();
    await destroyDomain(hand, guest.domain);
    expect(await verified(guest, "serial")).toEqual({ passed: false, serial: expect.stringContaining("failed machine-") });
  });
});

/** Sockets of this process. */
function sockets(): number {
  return readdirSync("/proc/self/fd").filter((fd) => isSocket(fd)).length;
}

function isSocket(fd: string): boolean {
  try {
    return readlinkSync(`/proc/self/fd/${fd}`).startsWith("socket:");
  } catch {
    return false;
  }
}

test("fifty verifications in a row leave the guest alive and no socket open", async () => {
  const both = graphics("vnc", { password: "s3cret" }) + graphics("spice", { password: "s3cret" });
  await withGuest(
    both,
    async (guest) => {
      const pid = qemuPid(daemon.directory, guest.domain.name);
      expect(await verified(guest, "vnc")).toEqual(works);
      const before = sockets();
      for (let turn = 0; turn < 50; turn++) expect(await verified(guest, turn % 2 === 0 ? "spice" : "vnc"), `turn ${turn}`).toEqual(works);
      expect(sockets()).toBe(before);
      await checkRun(guest.domain);
      expect(qemuPid(daemon.directory, guest.domain.name)).toBe(pid);
      // It still takes connections: none of ours is left that would count.
      const socket = await dial({ kind: "tcp", host: "127.0.0.1", port: displayPort(guest, "vnc") }, DIAL_DEADLINE_MS);
      socket.socket.destroy();
    },
    "qxl",
  );
});
