import { randomUUID } from "node:crypto";
import { sql, type Transaction } from "kysely";
import type { ConsoleMode, Protocol } from "#server/contract/console.ts";
import { OrielError } from "#server/errors.ts";
import type { Store } from "#server/store/open.ts";
import type { Schema } from "#server/store/schema.ts";
import { networkOf } from "./network.ts";
import { mayOpen } from "./policy.ts";
import { hasExpired } from "./sessions.ts";

/** How long the row of a console that has ended is kept. */
const KEPT_MS = 24 * 3600_000;

/** How many consoles may be open at once. */
export type Caps = { consolesPerPerson: number; consolesPerVm: number; consolesPerAddress: number };

export type NewConsole = {
  /** The relay that carries it: any id of that process's own. */
  relay: string;
  sessionId: string;
  personId: string;
  vm: string;
  protocol: Protocol;
  mode: ConsoleMode;
  /** The client's address. */
  address: string;
};

/** How a console ended. Bytes are those of the WebSocket's messages. */
export type ConsoleEnd = { closeCode: number; bytesDown: number; bytesUp: number };

/**
 * Notes that a console is open, where the caps allow one more.
 * @returns its id
 * @throws {OrielError} too-many-consoles
 */
export async function openConsole(store: Store, { address, ...rest }: NewConsole, caps: Caps): Promise<string> {
  const row = { ...rest, id: randomUUID(), network: networkOf(address) };
  await store.db.transaction().execute(async (trx) => {
    await keepBelow(trx, "personId", row.personId, caps.consolesPerPerson, "of one person");
    await keepBelow(trx, "vm", row.vm, caps.consolesPerVm, "of one machine");
    await keepBelow(trx, "network", row.network, caps.consolesPerAddress, "from one address");
    await trx
      .insertInto("console")
      .values({ ...row, openedAt: store.now, closedAt: null, closeCode: null, bytesDown: 0, bytesUp: 0 })
      .execute();
  });
  return row.id;
}

async function keepBelow(
  trx: Transaction<Schema>,
  column: "personId" | "vm" | "network",
  value: string,
  cap: number,
  what: string,
): Promise<void> {
  const { open } = await trx
    .selectFrom("console")
    .select((eb) => eb.fn.countAll<number>().as("open"))
    .where("closedAt", "is", null)
    .where(column, "=", value)
    .executeTakeFirstOrThrow();
  if (open >= cap) throw new OrielError("too-many-consoles", `${open} consoles ${what} are open; the limit is ${cap}`);
}

/** Notes that a console has ended. Later calls for the same one change nothing. */
export async function closeConsole(store: Store, id: string, end: ConsoleEnd): Promise<void> {
  await store.db
    .updateTable("console")
    .set({ ...end, closedAt: store.now })
    .where("id", "=", id)
    .where("closedAt", "is", null)
    .execute();
}

/**
 * Notes as ended what other relays left open, which a relay does when it starts: a process that was killed could not.
 * @returns how many there were
 */
export async function closeOrphans(store: Store, relay: string): Promise<number> {
  await store.db.deleteFrom("console").where("closedAt", "<", sql<number>`${store.now} - ${KEPT_MS}`).execute();
  const { numUpdatedRows } = await store.db
    .updateTable("console")
    .set({ closedAt: store.now, closeCode: 1006 })
    .where("closedAt", "is", null)
    .where("relay", "!=", relay)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** A console that must end now, and why: the sign-in has ended, or the person may no longer have it. */
export type Revoked = { id: string; code: "not-signed-in" | "revoked" };

/**
 * Which of a relay's open consoles must end: those whose sign-in has ended or expired, whose person is gone, or whose person's
 * role no longer allows them. One query for all of them.
 */
export async function revoked(store: Store, relay: string): Promise<Revoked[]> {
  const rows = await store.db
    .selectFrom("console")
    .leftJoin("session", "session.id", "console.sessionId")
    .leftJoin("user", (join) => join.onRef("user.id", "=", "session.userId").onRef("user.id", "=", "console.personId"))
    .select(["console.id", "console.vm", "console.protocol", "console.mode", "user.role", "session.expiresAt"])
    .select(store.now.as("now"))
    .where("console.relay", "=", relay)
    .where("console.closedAt", "is", null)
    .execute();
  return rows.flatMap(({ id, role, expiresAt, now, ...console }): Revoked[] => {
    if (role === null || expiresAt === null || hasExpired({ expiresAt, now })) return [{ id, code: "not-signed-in" }];
    return mayOpen({ role }, { ...console, takeOver: false }) ? [] : [{ id, code: "revoked" }];
  });
}
