import { sql } from "kysely";
import { afterEach, expect, test, vi } from "vitest";
import { everythingAllowed } from "#server/contract/settings.ts";
import { scratchStore } from "#server/store/scratch.ts";
import { type Caps, closeConsole, closeLost, closeOrphans, type NewConsole, openConsole, revoked } from "./consoles.ts";
import { removePerson, revokeSessions, setRole } from "./people.ts";
import { expireSignIn, somebody } from "./scratch.ts";
import { writeSettings } from "./settings.ts";

const rights = vi.hoisted(() => ({ taken: false }));
vi.mock("./policy.ts", async (original) => {
  const { mayOpen, ...rest } = await original<typeof import("./policy.ts")>();
  return { ...rest, mayOpen: (...args: Parameters<typeof mayOpen>) => !rights.taken && mayOpen(...args) };
});
afterEach(() => {
  rights.taken = false;
});

const roomy: Caps = { consolesPerPerson: 100, consolesPerVm: 100, consolesPerAddress: 100 };
const what: NewConsole = {
  relay: "relay-1",
  sessionId: "session",
  personId: "person",
  vm: "local.a",
  protocol: "vnc",
  mode: "control",
  device: 0,
  address: "192.0.2.1",
};
const end = { closeCode: 1000, bytesDown: 7, bytesUp: 3 };

async function openFor(store: Awaited<ReturnType<typeof scratchStore>>, role: "user" | "operator" = "user") {
  const { person, sessionId } = await somebody(store, role);
  const { id } = await openConsole(store, { ...what, personId: person.id, sessionId }, roomy);
  return { id, person, sessionId };
}

test.each([
  { cap: { consolesPerPerson: 2 }, other: { personId: "somebody else" } },
  { cap: { consolesPerVm: 2 }, other: { vm: "local.b" } },
  { cap: { consolesPerAddress: 2 }, other: { address: "192.0.2.2" } },
])("$cap is kept, and a console that ended makes room", async ({ cap, other }) => {
  const store = await scratchStore();
  const caps = { ...roomy, ...cap };
  const { id: first } = await openConsole(store, what, caps);
  await openConsole(store, what, caps);
  await expect(openConsole(store, what, caps)).rejects.toMatchObject({ code: "too-many-consoles" });
  await openConsole(store, { ...what, ...other }, caps);
  await closeConsole(store, first, end);
  await openConsole(store, what, caps);
});

test("addresses of one IPv6 network count as one", async () => {
  const store = await scratchStore();
  const caps = { ...roomy, consolesPerAddress: 1 };
  await openConsole(store, { ...what, address: "2001:db8:1:2::1" }, caps);
  await expect(openConsole(store, { ...what, address: "2001:db8:1:2:ffff::9" }, caps)).rejects.toMatchObject({ code: "too-many-consoles" });
  await openConsole(store, { ...what, address: "2001:db8:1:3::1" }, caps);
});

test("opening many at once does not get past a cap", async () => {
  const store = await scratchStore();
  const caps = { ...roomy, consolesPerPerson: 10 };
  const opening = Array.from({ length: 60 }, () => openConsole(store, what, caps));
  const ends = await Promise.allSettled(opening);
  expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(10);
});

test("how a console ended is noted once", async () => {
  const store = await scratchStore();
  const { id } = await openConsole(store, what, roomy);
  await closeConsole(store, id, end);
  await closeConsole(store, id, { closeCode: 1006, bytesDown: 0, bytesUp: 0 });
  const row = await store.db.selectFrom("console").selectAll().executeTakeFirstOrThrow();
  expect(row).toMatchObject(end);
  expect(row.closedAt).toBeGreaterThanOrEqual(row.openedAt);
});

test("a relay that starts notes as ended what others left open", async () => {
  const store = await scratchStore();
  await openConsole(store, { ...what, relay: "killed" }, roomy);
  const { id: own } = await openConsole(store, what, roomy);
  expect(await closeOrphans(store, what.relay)).toBe(1);
  const open = await store.db.selectFrom("console").select("id").where("closedAt", "is", null).execute();
  expect(open.map((row) => row.id)).toEqual([own]);
});

test("what a relay has called open for a minute and does not carry is noted as ended", async () => {
  const store = await scratchStore();
  const open = async (relay = what.relay) => (await openConsole(store, { ...what, relay }, roomy)).id;
  const [carried, lost, ended, others] = [await open(), await open(), await open(), await open("relay-2")];
  await closeConsole(store, ended, end);
  expect(await closeLost(store, what.relay, [])).toBe(0);
  await store.db
    .updateTable("console")
    .set({ openedAt: sql`${store.now} - 60001` })
    .execute();
  const young = await open();
  expect(await closeLost(store, what.relay, [carried, "unknown"])).toBe(1);
  const rows = await store.db.selectFrom("console").select(["id", "closeCode"]).execute();
  expect(new Map(rows.map(({ id, closeCode }) => [id, closeCode]))).toEqual(
    new Map([
      [carried, null],
      [lost, 1006],
      [ended, end.closeCode],
      [others, null],
      [young, null],
    ]),
  );
});

test("a console whose right holds is left alone", async () => {
  const store = await scratchStore();
  await openFor(store);
  expect(await revoked(store, what.relay)).toEqual([]);
});

test("consoles of a sign-in that ended or expired, and of a person who is gone, must end", async () => {
  const store = await scratchStore();
  const [ended, expired, gone] = [await openFor(store), await openFor(store), await openFor(store)];
  await openFor(store);
  await revokeSessions(store, ended.person.id);
  await expireSignIn(store, expired.sessionId);
  await removePerson(store, gone.person.id);
  const found = await revoked(store, what.relay);
  expect(found).toHaveLength(3);
  for (const { id } of [ended, expired, gone]) expect(found).toContainEqual({ id, code: "not-signed-in" });
});

test("consoles that were closed, or are another relay's, are not named", async () => {
  const store = await scratchStore();
  const { id, person } = await openFor(store);
  await revokeSessions(store, person.id);
  expect(await revoked(store, "relay-2")).toEqual([]);
  await closeConsole(store, id, end);
  expect(await revoked(store, what.relay)).toEqual([]);
});

test("a role that allows less, and still the console, ends nothing", async () => {
  const store = await scratchStore();
  const { person } = await openFor(store, "operator");
  await setRole(store, person.id, "user");
  expect(await revoked(store, what.relay)).toEqual([]);
});

test("a console that the policy no longer gives must end", async () => {
  const store = await scratchStore();
  const { id } = await openFor(store);
  rights.taken = true;
  expect(await revoked(store, what.relay)).toEqual([{ id, code: "revoked" }]);
});

test("consoles that could pass on what is forbidden now must end, and no others", async () => {
  const store = await scratchStore();
  const { person, sessionId } = await somebody(store);
  const open = (more: object) => openConsole(store, { ...what, personId: person.id, sessionId, ...more }, roomy);
  const shown = await open({ protocol: "spice" });
  expect(shown.exchange).toEqual(everythingAllowed);
  await open({ protocol: "spice", mode: "view" });
  await open({ protocol: "serial" });
  const exchange = { ...everythingAllowed, filesToMachine: false };
  await writeSettings(store, { exchange });
  expect(await revoked(store, what.relay)).toEqual([{ id: shown.id, code: "rules-changed" }]);
  await closeConsole(store, shown.id, end);
  expect((await open({ protocol: "spice" })).exchange).toEqual(exchange);
  await writeSettings(store, { exchange });
  expect(await revoked(store, what.relay)).toEqual([]);
});
