import { afterEach, beforeEach, expect, test } from "vitest";
import { codeOf, OFF, openTestPortal, RUNNING, type TestPortal, UNKNOWN } from "../testing.ts";

let portal: TestPortal;
let cookie: string;
beforeEach(async () => {
  portal = await openTestPortal();
  cookie = await portal.signIn("user");
});
afterEach(() => portal.close());

const pin = (method: "PUT" | "DELETE", vm: string) => portal.ask(method, `/api/vms/${vm}/pin`, { cookie });
const pins = async (as = cookie) => (await portal.ask("GET", "/api/pins", { cookie: as })).json();

test("a machine is pinned, for this person alone, and let go of", async () => {
  expect((await pin("PUT", OFF)).status).toBe(204);
  expect((await pin("PUT", RUNNING)).status).toBe(204);
  expect(await pins()).toHaveLength(2);
  expect(await pins(await portal.signIn("operator"))).toEqual([]);
  expect((await pin("DELETE", OFF)).status).toBe(204);
  expect(await pins()).toEqual([RUNNING]);
});

test("what is not there cannot be pinned, but let go of", async () => {
  expect(await codeOf(await pin("PUT", UNKNOWN))).toBe("machine-unknown");
  expect((await pin("DELETE", UNKNOWN)).status).toBe(204);
});

test("a page of another origin cannot unpin", async () => {
  await pin("PUT", RUNNING);
  const headers = { origin: "https://elsewhere.example", "sec-fetch-site": "cross-site" };
  const answer = await portal.ask("DELETE", `/api/vms/${RUNNING}/pin`, { cookie, headers });
  expect(await codeOf(answer)).toBe("wrong-origin");
  expect(await pins()).toEqual([RUNNING]);
});
