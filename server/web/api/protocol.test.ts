import { afterEach, beforeEach, expect, test } from "vitest";
import { choicesOf } from "#server/access/choices.ts";
import { codeOf, openTestPortal, RUNNING, type TestPortal, UNKNOWN } from "../testing.ts";

let portal: TestPortal;
let cookie: string;
beforeEach(async () => {
  portal = await openTestPortal();
  cookie = await portal.signIn("user");
});
afterEach(() => portal.close());

const choose = (vm: string, protocol: string) => portal.ask("PUT", `/api/vms/${vm}/protocol`, { cookie, body: { protocol } });
const kept = async () => {
  const session = await portal.runtime.session(new Headers({ cookie }));
  return choicesOf(portal.runtime.store, session?.person.id ?? "");
};

test("what was chosen last is remembered", async () => {
  expect((await choose(RUNNING, "spice")).status).toBe(204);
  expect((await choose(RUNNING, "serial")).status).toBe(204);
  expect(await kept()).toEqual({ [RUNNING]: "serial" });
});

test("nothing is kept of a machine that is not there, nor of a protocol that is none", async () => {
  expect(await codeOf(await choose(UNKNOWN, "spice"))).toBe("machine-unknown");
  expect(await codeOf(await choose(RUNNING, "rdp"))).toBe("bad-request");
  expect(await kept()).toEqual({});
});
