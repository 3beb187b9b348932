import { sql } from "kysely";
import type { ConsoleMode, Protocol } from "#server/contract/console.ts";
import type { Person } from "#server/contract/person.ts";
import { OrielError } from "#server/errors.ts";
import type { Store } from "#server/store/open.ts";
import { mayOpen } from "./policy.ts";
import { livePerson } from "./sessions.ts";
import { hashToken, makeToken } from "./token.ts";

/** How long a ticket can be redeemed, in ms by the store's clock. */
const TICKET_MS = 30_000;
/** How many tickets of one person can wait to be redeemed at once. */
const OUTSTANDING = 100;

/** What a ticket is for. It names a machine, never an address. */
export type TicketFor = {
  vm: string;
  protocol: Protocol;
  mode: ConsoleMode;
  takeOver: boolean;
  /** Which of the machine's serial lines. */
  device: number;
  /** Whether the machine is started for it. */
  start: boolean;
};

/** A redeemed ticket: whose it was, as the store knows them at this moment, and what it opens. */
export type Redeemed = TicketFor & { sessionId: string; person: Person };

/**
 * Makes a ticket for one console, good once within 30 s and for this sign-in only. The store keeps its hash alone.
 * @throws {OrielError} too-many-consoles where a hundred of this person's wait already
 */
export async function issueTicket(
  store: Store,
  { takeOver, start, ...rest }: TicketFor & { sessionId: string; personId: string },
): Promise<{ ticket: string; expiresAt: Date }> {
  const ticket = makeToken();
  const { waiting } = await store.db
    .selectFrom("ticket")
    .select((eb) => eb.fn.countAll<number>().as("waiting"))
    .where("personId", "=", rest.personId)
    .where("usedAt", "is", null)
    .where("expiresAt", ">", store.now)
    .executeTakeFirstOrThrow();
  if (waiting >= OUTSTANDING) throw new OrielError("too-many-consoles", `${waiting} consoles are being opened`);
  const { expiresAt } = await store.db
    .insertInto("ticket")
    .values({
      ...rest,
      hash: hashToken(ticket),
      takeOver: takeOver ? 1 : 0,
      start: start ? 1 : 0,
      createdAt: store.now,
      expiresAt: sql<number>`${store.now} + ${TICKET_MS}`,
      usedAt: null,
    })
    .returning("expiresAt")
    .executeTakeFirstOrThrow();
  return { ticket, expiresAt: new Date(expiresAt) };
}

/**
 * Redeems a ticket with the sign-in that it was made for. Of any number of attempts at once, one wins. What the person may is
 * asked again: it can have changed since.
 * @throws {OrielError} ticket-unknown, ticket-foreign, ticket-used, ticket-expired; not-signed-in where the sign-in has ended;
 * not-allowed
 */
export async function redeemTicket(store: Store, { ticket, sessionId }: { ticket: string; sessionId: string }): Promise<Redeemed> {
  const hash = hashToken(ticket);
  const row = await store.db
    .updateTable("ticket")
    .set({ usedAt: store.now })
    .where("hash", "=", hash)
    .where("sessionId", "=", sessionId)
    .where("usedAt", "is", null)
    .where("expiresAt", ">", store.now)
    .returning(["personId", "vm", "protocol", "mode", "takeOver", "device", "start"])
    .executeTakeFirst();
  if (!row) throw await refusal(store, hash, sessionId);
  const person = await livePerson(store, sessionId);
  if (person?.id !== row.personId) throw new OrielError("not-signed-in");
  const { vm, protocol, mode, device } = row;
  const redeemed = { sessionId, person, vm, protocol, mode, device, takeOver: row.takeOver === 1, start: row.start === 1 };
  if (!mayOpen(person, redeemed)) throw new OrielError("not-allowed");
  return redeemed;
}

/** Why a ticket was not taken. Of somebody else's ticket nothing more is told. */
async function refusal(store: Store, hash: string, sessionId: string): Promise<OrielError> {
  const row = await store.db.selectFrom("ticket").select(["sessionId", "usedAt"]).where("hash", "=", hash).executeTakeFirst();
  if (!row) return new OrielError("ticket-unknown");
  if (row.sessionId !== sessionId) return new OrielError("ticket-foreign");
  return new OrielError(row.usedAt === null ? "ticket-expired" : "ticket-used");
}
