import { afterEach, beforeEach, expect, test } from "vitest";
import { closeConsole, openConsole } from "#server/access/consoles.ts";
import { consoleHolder } from "#server/contract/console.ts";
import type { Role } from "#server/contract/person.ts";
import { codeOf, OFF, openTestPortal, RUNNING, type TestPortal, UNKNOWN } from "../testing.ts";

let portal: TestPortal;
beforeEach(async () => {
  portal = await openTestPortal();
});
afterEach(() => portal.close());

const ask = (cookie: string, vm = RUNNING, protocol = "spice") =>
  portal.ask("GET", `/api/vms/${vm}/holder?protocol=${protocol}`, { cookie });
const holder = async (role: Role) => consoleHolder.parse(await (await ask(await portal.signIn(role))).json()).holder;

/** Notes an open SPICE console of this role's person. */
async function hold(role: Role): Promise<string> {
  const session = await portal.runtime.session(new Headers({ cookie: await portal.signIn(role) }));
  const { sessionId = "", person } = session ?? {};
  const held = {
    relay: "r",
    sessionId,
    personId: person?.id ?? "",
    vm: RUNNING,
    mode: "control",
    device: 0,
    address: "192.0.2.1",
  } as const;
  return (await openConsole(portal.runtime.store, { ...held, protocol: "spice" }, portal.runtime.config.limits)).id;
}

test("each is told who it is and what they may do about it", async () => {
  await hold("user");
  expect(await holder("user")).toEqual({ name: "user", you: true, since: expect.any(String), mayTakeOver: true });
  expect(await holder("operator")).toMatchObject({ name: "user", you: false, mayTakeOver: true });
});

test("a user may not take another's", async () => {
  await hold("admin");
  expect(await holder("user")).toMatchObject({ name: "admin", you: false, mayTakeOver: false });
});

test("there is nobody before and after, on another machine, and on another protocol", async () => {
  expect(await holder("user")).toBeNull();
  const id = await hold("operator");
  const cookie = await portal.signIn("user");
  for (const response of [await ask(cookie, OFF), await ask(cookie, RUNNING, "serial")])
    expect(await response.json()).toEqual({ holder: null });
  await closeConsole(portal.runtime.store, id, { closeCode: 1000, bytesDown: 0, bytesUp: 0 });
  expect(await holder("user")).toBeNull();
});

test("it is asked of machines that are there, and of protocols that take one person", async () => {
  const cookie = await portal.signIn("admin");
  expect(await codeOf(await ask(cookie, UNKNOWN))).toBe("machine-unknown");
  expect(await codeOf(await ask(cookie, RUNNING, "vnc"))).toBe("bad-request");
});

test("each of a machine's serial lines has a holder of its own", async () => {
  const session = await portal.runtime.session(new Headers({ cookie: await portal.signIn("admin") }));
  const held = { relay: "r", sessionId: session?.sessionId ?? "", personId: session?.person.id ?? "", address: "192.0.2.1" };
  const line = { ...held, vm: RUNNING, protocol: "serial", mode: "control", device: 1 } as const;
  await openConsole(portal.runtime.store, line, portal.runtime.config.limits);
  const cookie = await portal.signIn("user");
  const of = async (device: string) => (await portal.ask("GET", `/api/vms/${RUNNING}/holder?protocol=serial${device}`, { cookie })).json();
  expect(await of("")).toEqual({ holder: null });
  expect(await of("&device=1")).toMatchObject({ holder: { name: "admin" } });
});
