import { expect, test } from "vitest";
import { readAudit } from "#server/access/audit.ts";
import type { Auth } from "#server/access/auth.ts";
import { somebody } from "#server/access/scratch.ts";
import { everythingAllowed } from "#server/contract/settings.ts";
import { createLog } from "#server/log.ts";
import { scratchStore } from "#server/store/scratch.ts";
import { AccessService } from "./access-service.ts";

test("refusals of strangers are bounded, those of people who are signed in are not", async () => {
  const store = await scratchStore();
  const signIn = await somebody(store);
  const auth: Auth = {
    handler: async () => new Response(),
    sessionOf: async (headers) => (headers.get("cookie") === "good" ? signIn : null),
  };
  const caps = { consolesPerPerson: 9, consolesPerVm: 9, consolesPerAddress: 9 };
  const service = new AccessService({ store, auth, relay: "relay", caps, log: createLog("relay", "silent") });
  const address = "192.0.2.1";
  const refused = (cookie: string, code: string) =>
    expect(service.admit({ cookie, ticket: null, address })).rejects.toMatchObject({ code });
  for (let time = 0; time < 30; time++) {
    await refused("good", "ticket-unknown");
    await refused(time % 2 === 0 ? "" : "bad", "not-signed-in");
    await service.refused({ address }, "wrong-origin");
  }
  await service.close();
  const rows = await readAudit(store, { limit: 200 });
  const ofPerson = rows.filter(({ actor }) => actor !== null);
  expect(ofPerson).toHaveLength(30);
  expect(ofPerson[0]).toMatchObject({ actor: { id: signIn.person.id }, code: "ticket-unknown", address });
  expect(rows.filter(({ actor }) => actor === null)).toHaveLength(21);
  expect(rows[0]).toMatchObject({ action: "console.refused", actor: null, address, code: null, detail: { more: 40 } });
});

test("a further channel is for the sign-in that opened its console, not even for another of the same person", async () => {
  const store = await scratchStore();
  const { person, sessionId } = await somebody(store);
  const others = { mine: { person, sessionId }, again: { person, sessionId: "another" }, theirs: await somebody(store, "admin") };
  const auth: Auth = {
    handler: async () => new Response(),
    sessionOf: async (headers) => others[headers.get("cookie") as keyof typeof others] ?? null,
  };
  const caps = { consolesPerPerson: 9, consolesPerVm: 9, consolesPerAddress: 9 };
  const service = new AccessService({ store, auth, relay: "relay", caps, log: createLog("relay", "silent") });
  const address = "192.0.2.1";
  const vm = "local.00000000-0000-4000-8000-000000000001";
  const what = { vm, protocol: "spice", mode: "control", takeOver: false, device: 0, start: false, exchange: everythingAllowed } as const;
  const admission = { consoleId: "c", sessionId, person, address, ...what };
  const join = (cookie: string) => service.join({ cookie, ticket: "t", address }, admission);
  await join("mine");
  await expect(join("again")).rejects.toMatchObject({ code: "ticket-foreign" });
  await expect(join("theirs")).rejects.toMatchObject({ code: "ticket-foreign" });
  await expect(join("")).rejects.toMatchObject({ code: "not-signed-in" });
  const rows = await readAudit(store, { limit: 10 });
  expect(rows.map(({ code }) => code)).toEqual(["not-signed-in", "ticket-foreign", "ticket-foreign"]);
  expect(rows[1]).toMatchObject({ action: "console.refused", actor: { id: others.theirs.person.id }, vm: { id: vm } });
});

test("that a machine did not start for its console is noted for the change that it was to start with, and for no other failure", async () => {
  const store = await scratchStore();
  const { person, sessionId } = await somebody(store);
  const auth: Auth = { handler: async () => new Response(), sessionOf: async () => null };
  const caps = { consolesPerPerson: 9, consolesPerVm: 9, consolesPerAddress: 9 };
  const service = new AccessService({ store, auth, relay: "relay", caps, log: createLog("relay", "silent") });
  const vm = "local.00000000-0000-4000-8000-000000000001";
  const rest = { active: 0, restart: 0, waits: 0, steps: "[]", changes: "[]", phase: "over", state: "done" } as const;
  const change = (id: string, unstarted: 0 | 1) =>
    ({ id, vm, kind: "change", personId: person.id, createdAt: 0, unstarted, ...rest }) as const;
  await store.db
    .insertInto("change")
    .values([change("older", 0), change("latest", 1)])
    .execute();
  const admission = { consoleId: "c", sessionId, person, address: "192.0.2.1", vm, protocol: "serial", mode: "control" } as const;
  const fails = (start: boolean, code: "libvirt-failed" | "console-held") =>
    service.failed({ ...admission, takeOver: false, device: 0, start, exchange: everythingAllowed }, code, "no such port");
  const noted = async () => {
    const rows = await store.db.selectFrom("change").select(["id", "startError"]).where("startError", "is not", null).execute();
    return rows.map(({ id, startError }) => [id, startError]);
  };
  await fails(false, "libvirt-failed");
  await fails(true, "console-held");
  expect(await noted()).toEqual([]);
  await fails(true, "libvirt-failed");
  expect(await noted()).toEqual([["latest", "no such port"]]);
});
