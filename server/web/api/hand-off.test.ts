import { afterEach, beforeEach, expect, test } from "vitest";
import { readAudit } from "#server/access/audit.ts";
import { openConsole } from "#server/access/consoles.ts";
import { type HandOff, handOff } from "#server/contract/hand-off.ts";
import type { Role } from "#server/contract/person.ts";
import type { Vm } from "#server/contract/vm.ts";
import type { NativeDisplay } from "#server/hypervisors/native-displays.ts";
import { codeOf, OFF, openTestPortal, RUNNING, type TestPortal, UNKNOWN } from "../testing.ts";

const PASSWORD = "Canary12";

let portal: TestPortal;
beforeEach(async () => {
  portal = await openTestPortal();
});
afterEach(() => portal.close());

const vnc: NativeDisplay = { type: "vnc", password: true, powerControl: false, port: 5901, tlsPort: null, reach: { address: null } };
const spice: NativeDisplay = { ...vnc, type: "spice", port: 5902, reach: { address: "192.0.2.7" } };
const show = (...displays: NativeDisplay[]) => {
  portal.fleet.view = { ...portal.fleet.view, displays };
};

async function look(role: Role, vm = RUNNING): Promise<HandOff> {
  const response = await portal.ask("GET", `/api/vms/${vm}/hand-off`, { cookie: await portal.signIn(role) });
  return handOff.parse(await response.json());
}

async function ask(role: Role, protocol = "vnc", vm = RUNNING) {
  return portal.ask("POST", `/api/vms/${vm}/hand-off`, { cookie: await portal.signIn(role), body: { protocol } });
}

const lastRow = async () => (await readAudit(portal.runtime.store, { limit: 1 }))[0];

test("a file opens the display, and no cache keeps it", async () => {
  const response = await ask("user");
  expect(response.status).toBe(200);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "application/x-virt-viewer",
    "content-disposition": 'attachment; filename="machine-1-vnc.vv"',
    "cache-control": "private, no-store",
  });
  const file = await response.text();
  expect(file.split("\n")).toEqual(
    expect.arrayContaining(["type=vnc", "host=localhost", "port=5901", `password=${PASSWORD}`, "title=machine-1"]),
  );
});

test("the password is in the file and nowhere else", async () => {
  const told = JSON.stringify([await look("admin"), await look("user")]);
  await (await ask("admin")).text();
  const rows = JSON.stringify(await readAudit(portal.runtime.store));
  expect(rows).toContain("console.hand-off");
  for (const text of [told, rows]) expect(text).not.toContain(PASSWORD);
});

test("an address of its own is given as it is; an open display has no password", async () => {
  show({ ...spice, tlsPort: 5903, password: false });
  portal.fleet.fresh = { state: "open" };
  expect((await look("user")).displays).toMatchObject([{ protocol: "spice", open: true, file: { seconds: 120 }, why: null }]);
  const file = await (await ask("user", "spice")).text();
  expect(file).toContain("\nhost=192.0.2.7\nport=5902\ntls-port=5903\n");
  expect(file).not.toContain("password");
});

test.each(["loopback", "socket", "nowhere", "no-port"] as const)(
  "a display that is not reachable (%s) is said to be so, and not handed out",
  async (why) => {
    show({ ...vnc, reach: { why } });
    expect((await look("admin")).displays).toEqual([{ protocol: "vnc", open: false, file: null, why }]);
    expect(await codeOf(await ask("admin"))).toBe("display-inside");
    expect(await lastRow()).toMatchObject({
      action: "console.hand-off",
      outcome: "refused",
      code: "display-inside",
      detail: { protocol: "vnc" },
    });
  },
);

test("whoever may not switch a machine off gets no viewer that can", async () => {
  show({ ...vnc, powerControl: true });
  expect((await look("user")).displays).toMatchObject([{ file: null, why: "power-control" }]);
  expect(await codeOf(await ask("user"))).toBe("not-allowed");
  expect((await ask("operator")).status).toBe(200);
});

test("whoever may not end another's console gets no viewer that does", async () => {
  show(vnc, spice);
  const session = await portal.runtime.session(new Headers({ cookie: await portal.signIn("admin") }));
  const holder = { relay: "r", sessionId: session?.sessionId ?? "", personId: session?.person.id ?? "", address: "192.0.2.1", device: 0 };
  await openConsole(portal.runtime.store, { ...holder, vm: RUNNING, protocol: "spice", mode: "control" }, portal.runtime.config.limits);
  expect((await look("user")).displays).toMatchObject([{ why: null }, { why: "held", file: null }]);
  expect(await codeOf(await ask("user", "spice"))).toBe("console-held");
  for (const role of ["operator", "admin"] as const) expect((await ask(role, "spice")).status).toBe(200);
});

test("a machine that is off says so, and its screen can be waited for", async () => {
  const { displays, commands } = await look("admin", OFF);
  expect(displays).toEqual([{ protocol: "vnc", open: true, file: null, why: "machine-off" }]);
  expect(commands.map(({ command }) => command)).toContainEqual(expect.stringContaining("--wait"));
});

test("commands name the hypervisor, and only those who may know it see them", async () => {
  const { commands } = await look("operator");
  expect(commands.map(({ command }) => command)).toEqual([
    "virt-viewer --connect test:///default --attach machine-1",
    "virt-viewer --connect test+ssh://local/default machine-1",
    "virsh -c test:///default console machine-1",
    "virsh -c test+ssh://local/default console machine-1",
  ]);
  expect((await look("user")).commands).toEqual([]);
});

test("a serial line that somebody holds is taken over", async () => {
  const session = await portal.runtime.session(new Headers({ cookie: await portal.signIn("user") }));
  const holder = { relay: "r", sessionId: session?.sessionId ?? "", personId: session?.person.id ?? "", address: "192.0.2.1", device: 0 };
  await openConsole(portal.runtime.store, { ...holder, vm: RUNNING, protocol: "serial", mode: "control" }, portal.runtime.config.limits);
  const { commands } = await look("operator");
  expect(commands.filter(({ tool }) => tool === "virsh").every(({ command }) => command.includes("--force"))).toBe(true);
});

test("what is not there is said, and a machine that starts anew meanwhile gives no file", async () => {
  expect(await codeOf(await ask("admin", "spice"))).toBe("no-such-display");
  expect(await codeOf(await ask("admin", "vnc", UNKNOWN))).toBe("machine-unknown");
  expect(await codeOf(await ask("admin", "serial"))).toBe("bad-request");
  portal.fleet.freshPassword = async () => {
    portal.fleet.view = { ...portal.fleet.view, runtimeId: 2 };
    return portal.fleet.fresh;
  };
  const response = await ask("admin");
  expect(await codeOf(response)).toBe("machine-changed");
});

test("a guest's addresses are given to all, the way through the hypervisor to those who may know it", async () => {
  portal.fleet.machines.set(RUNNING, { ...(portal.fleet.vm(RUNNING) as Vm), addresses: ["192.168.122.5", "fe80::1"] });
  portal.fleet.view = { ...portal.fleet.view, os: "http://microsoft.com/win/11" };
  expect((await look("operator")).guest).toEqual({ windows: true, addresses: [{ address: "192.168.122.5", jump: "local" }] });
  expect((await look("user")).guest).toEqual({ windows: true, addresses: [{ address: "192.168.122.5", jump: null }] });
});

test("an administrator sets a link to another product, everybody sees it, and it is on record", async () => {
  const link = { name: "Horizon", url: "https://vdi.example.org/web-1" };
  const set = async (role: Role, body: unknown) =>
    portal.ask("PUT", `/api/vms/${RUNNING}/external-link`, { cookie: await portal.signIn(role), body });
  expect((await look("user")).link).toBeNull();
  for (const role of ["user", "operator"] as const) expect(await codeOf(await set(role, { link }))).toBe("not-allowed");
  expect(await lastRow()).toMatchObject({ action: "link.change", outcome: "refused" });
  expect((await set("admin", { link })).status).toBe(204);
  expect(await lastRow()).toMatchObject({ action: "link.change", outcome: "ok", vm: { id: RUNNING }, detail: { link } });
  expect((await look("user")).link).toEqual(link);
  expect((await look("user", OFF)).link).toBeNull();
  expect(await codeOf(await set("admin", { link: { ...link, url: "javascript:alert(1)" } }))).toBe("bad-request");
  expect((await set("admin", { link: { ...link, name: "Blast" } })).status).toBe(204);
  expect((await look("user")).link).toEqual({ ...link, name: "Blast" });
  expect((await set("admin", { link: null })).status).toBe(204);
  expect((await look("user")).link).toBeNull();
});
