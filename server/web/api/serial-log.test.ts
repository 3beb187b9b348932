import { afterEach, beforeEach, expect, test } from "vitest";
import { codeOf, openTestPortal, RUNNING, type TestPortal, UNKNOWN } from "../testing.ts";

let portal: TestPortal;
beforeEach(async () => {
  portal = await openTestPortal();
});
afterEach(() => portal.close());

const ask = async (query = "", vm = RUNNING) =>
  portal.ask("GET", `/api/vms/${vm}/serial-log${query}`, { cookie: await portal.signIn("user") });

test("what a machine has said, or why that is not there, is told to those who may watch it", async () => {
  portal.fleet.log = { text: "Linux version 6\n", cut: false, sinceStart: true };
  expect(await (await ask()).json()).toEqual(portal.fleet.log);
  portal.fleet.log = { why: "none" };
  expect(await (await ask("?device=1")).json()).toEqual({ why: "none" });
  expect((await portal.ask("GET", `/api/vms/${RUNNING}/serial-log`)).status).toBe(401);
  expect(await codeOf(await ask("", UNKNOWN))).toBe("machine-unknown");
  expect(await codeOf(await ask("?device=-1"))).toBe("bad-request");
});
