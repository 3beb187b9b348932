import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import fc from "fast-check";
import { sql } from "kysely";
import { afterEach, expect, test, vi } from "vitest";
import { scratchStore } from "#server/store/scratch.ts";
import { removePerson, revokeSessions } from "./people.ts";
import type { RaceResult, RaceTask } from "./redeem-at-once.ts";
import { expireSignIn, signIn, somebody } from "./scratch.ts";
import { issueTicket, redeemTicket, type TicketFor } from "./tickets.ts";
import { hashToken, makeToken } from "./token.ts";

const rights = vi.hoisted(() => ({ taken: false }));
vi.mock("./policy.ts", async (original) => {
  const { mayOpen, ...rest } = await original<typeof import("./policy.ts")>();
  return { ...rest, mayOpen: (...args: Parameters<typeof mayOpen>) => !rights.taken && mayOpen(...args) };
});
afterEach(() => {
  rights.taken = false;
});

const what: TicketFor = {
  vm: "local.11111111-2222-3333-4444-555555555555",
  protocol: "vnc",
  mode: "control",
  takeOver: false,
  device: 0,
  start: false,
};

async function ticketOf(store: Awaited<ReturnType<typeof scratchStore>>, more: Partial<TicketFor> = {}) {
  const { person, sessionId } = await somebody(store, "operator");
  const { ticket, expiresAt } = await issueTicket(store, { sessionId, personId: person.id, ...what, ...more });
  return { person, sessionId, ticket, expiresAt };
}

test("a ticket gives what it was made for, once", async () => {
  const store = await scratchStore();
  const { person, sessionId, ticket } = await ticketOf(store, { protocol: "serial", takeOver: true, device: 2, start: true });
  const redeemed = await redeemTicket(store, { ticket, sessionId });
  expect(redeemed).toEqual({ ...what, protocol: "serial", takeOver: true, device: 2, start: true, sessionId, person });
  await expect(redeemTicket(store, { ticket, sessionId })).rejects.toMatchObject({ code: "ticket-used" });
});

test("a ticket is 256 random bits, of which the store has no trace", async () => {
  const store = await scratchStore();
  const { ticket } = await ticketOf(store);
  expect(ticket).toMatch(/^[A-Za-z0-9_-]{43}$/);
  const { rows } = await sql`select * from ticket`.execute(store.db);
  expect(JSON.stringify(rows)).not.toContain(ticket);
  expect(JSON.stringify(rows)).toContain(hashToken(ticket));
});

test("it lives 30 seconds by the store's clock", async () => {
  const store = await scratchStore();
  const { expiresAt } = await ticketOf(store);
  const row = await store.db.selectFrom("ticket").selectAll().executeTakeFirstOrThrow();
  expect(row.expiresAt - row.createdAt).toBe(30_000);
  expect(expiresAt.getTime()).toBe(row.expiresAt);
});

test("an expired one is refused as such", async () => {
  const store = await scratchStore();
  const { ticket, sessionId } = await ticketOf(store);
  await store.db.updateTable("ticket").set({ expiresAt: store.now }).execute();
  await expect(redeemTicket(store, { ticket, sessionId })).rejects.toMatchObject({ code: "ticket-expired" });
});

test("another sign-in cannot use it, not even the same person's, and does not spend it", async () => {
  const store = await scratchStore();
  const { person, ticket, sessionId } = await ticketOf(store);
  for (const foreign of [(await somebody(store, "admin")).sessionId, await signIn(store, person.id)])
    await expect(redeemTicket(store, { ticket, sessionId: foreign })).rejects.toMatchObject({ code: "ticket-foreign" });
  await expect(redeemTicket(store, { ticket, sessionId })).resolves.toMatchObject({ vm: what.vm });
});

test("of a used or expired ticket of somebody else it is told only that it is foreign", async () => {
  const store = await scratchStore();
  const { ticket, sessionId } = await ticketOf(store);
  const stranger = (await somebody(store)).sessionId;
  await redeemTicket(store, { ticket, sessionId });
  await expect(redeemTicket(store, { ticket, sessionId: stranger })).rejects.toMatchObject({ code: "ticket-foreign" });
});

test("what is no ticket is unknown", async () => {
  const store = await scratchStore();
  const { ticket, sessionId } = await ticketOf(store);
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), fc.constant(hashToken(ticket)), fc.constant(`${ticket} `)), async (text) => {
      await expect(redeemTicket(store, { ticket: text, sessionId })).rejects.toMatchObject({ code: "ticket-unknown" });
    }),
  );
  await redeemTicket(store, { ticket, sessionId });
});

test("a sign-in that has ended or expired redeems nothing", async () => {
  const store = await scratchStore();
  const ended = await ticketOf(store);
  await revokeSessions(store, ended.person.id);
  const expired = await ticketOf(store);
  await expireSignIn(store, expired.sessionId);
  const gone = await ticketOf(store);
  await removePerson(store, gone.person.id);
  for (const { ticket, sessionId } of [ended, expired, gone])
    await expect(redeemTicket(store, { ticket, sessionId })).rejects.toMatchObject({ code: "not-signed-in" });
});

test("a right that was lost in the meantime is not given", async () => {
  const store = await scratchStore();
  const { ticket, sessionId } = await ticketOf(store);
  rights.taken = true;
  await expect(redeemTicket(store, { ticket, sessionId })).rejects.toMatchObject({ code: "not-allowed" });
  rights.taken = false;
  await expect(redeemTicket(store, { ticket, sessionId })).rejects.toMatchObject({ code: "ticket-used" });
});

test("a hundred tickets of one person can wait, not more", async () => {
  const store = await scratchStore();
  const { person, sessionId } = await somebody(store);
  const issue = () => issueTicket(store, { sessionId, personId: person.id, ...what });
  const tickets = await Promise.all(Array.from({ length: 100 }, issue));
  await expect(issue()).rejects.toMatchObject({ code: "too-many-consoles" });
  await redeemTicket(store, { ticket: tickets[0]?.ticket ?? "", sessionId });
  await issue();
});

test("10,000 tickets that two processes redeem at once are each won once", { timeout: 300_000 }, async () => {
  const store = await scratchStore();
  const { person, sessionId } = await somebody(store);
  const tickets = Array.from({ length: 10_000 }, makeToken);
  // They live for an hour: how fast this machine is must not matter.
  const rows = tickets.map((ticket) => ({
    hash: hashToken(ticket),
    ...what,
    takeOver: 0 as const,
    start: 0 as const,
    sessionId,
    personId: person.id,
    createdAt: store.now,
    expiresAt: sql<number>`${store.now} + 3600000`,
    usedAt: null,
  }));
  for (let from = 0; from < rows.length; from += 1000)
    await store.db
      .insertInto("ticket")
      .values(rows.slice(from, from + 1000))
      .execute();

  const racers = [0, 1].map(() => fork(new URL("./redeem-at-once.ts", import.meta.url)));
  const ask = async (racer: ChildProcess, task: RaceTask): Promise<RaceResult> => {
    const answer = once(racer, "message");
    racer.send(task);
    return (await answer)[0];
  };
  await Promise.all(racers.map((racer) => ask(racer, { stateDir: store.stateDir, sessionId })));
  const wins = [0, 0];
  for (let from = 0; from < tickets.length; from += 250) {
    // From both ends of the same tickets, so that neither process runs ahead of the other all the way.
    const heat = tickets.slice(from, from + 250);
    const [one = [], other = []] = await Promise.all(
      racers.map((racer, index) => ask(racer, { tickets: index ? heat.toReversed() : heat })),
    );
    const pairs = one.map((end, index) => [end, other.at(-1 - index)].sort().join(" "));
    expect(pairs.filter((pair) => pair !== "ticket-used won")).toEqual([]);
    for (const [index, ends] of [one, other].entries()) wins[index] = (wins[index] ?? 0) + ends.filter((end) => end === "won").length;
    racers.reverse();
    wins.reverse();
  }
  const exits = racers.map((racer) => once(racer, "exit"));
  for (const racer of racers) racer.send("end");
  await Promise.all(exits);
  // Otherwise they did not run at once, and this would prove nothing.
  expect(Math.min(...wins)).toBeGreaterThan(0);
  expect(wins.reduce((sum, count) => sum + count)).toBe(tickets.length);
});
