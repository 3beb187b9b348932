import { randomUUID } from "node:crypto";
import { sql } from "kysely";
import type { ConsoleMode, Protocol } from "#server/contract/console.ts";
import type { ExchangeRules } from "#server/contract/settings.ts";
import { OrielError } from "#server/errors.ts";
import type { Store } from "#server/store/open.ts";
import { networkOf } from "./network.ts";
import { mayOpen } from "./policy.ts";
import { hasExpired } from "./sessions.ts";
import { readExchange } from "./settings.ts";

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
  /** Which of the machine's serial lines; 0 where the protocol has one console. */
  device: number;
  /** The client's address. */
  address: string;
};

/** How a console ended. Bytes are those of the WebSocket's messages. */
export type ConsoleEnd = { closeCode: number; bytesDown: number; bytesUp: number };

/**
 * Notes that a console is open, where the caps allow one more.
 * @returns its id, and the rules under which it is open
 * @throws {OrielError} too-many-consoles
 */
export async function openConsole(
  store: Store,
  { address, ...rest }: NewConsole,
  caps: Caps,
): Promise<{ id: string; exchange: ExchangeRules }> {
  const id = randomUUID();
  return store.db.transaction().execute(async (trx) => {
    await keepWithinCaps({ db: trx }, { ...rest, address }, caps);
    // In the transaction that makes the row: a change of the rules comes before both or finds the row.
    const exchange = await readExchange({ db: trx });
    await trx
      .insertInto("console")
      .values({
        ...rest,
        id,
        network: networkOf(address),
        exchange: JSON.stringify(exchange),
        openedAt: store.now,
        closedAt: null,
        closeCode: null,
        bytesDown: 0,
        bytesUp: 0,
      })
      .execute();
    return { id, exchange };
  });
}

/**
 * Whether the caps allow one more console. {@link openConsole} asks again.
 * @throws {OrielError} too-many-consoles
 */
export async function keepWithinCaps(
  { db }: Pick<Store, "db">,
  { personId, vm, address }: Pick<NewConsole, "personId" | "vm" | "address">,
  caps: Caps,
): Promise<void> {
  const limits = [
    { column: "personId", value: personId, cap: caps.consolesPerPerson, what: "of one person" },
    { column: "vm", value: vm, cap: caps.consolesPerVm, what: "of one machine" },
    { column: "network", value: networkOf(address), cap: caps.consolesPerAddress, what: "from one address" },
  ] as const;
  for (const { column, value, cap, what } of limits) {
    const { open } = await db
      .selectFrom("console")
      .select((eb) => eb.fn.countAll<number>().as("open"))
      .where("closedAt", "is", null)
      .where(column, "=", value)
      .executeTakeFirstOrThrow();
    if (open >= cap) throw new OrielError("too-many-consoles", `${open} consoles ${what} are open; the limit is ${cap}`);
  }
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
  const { numUpdatedRows } = await store.db
    .updateTable("console")
    .set({ closedAt: store.now, closeCode: 1006 })
    .where("closedAt", "is", null)
    .where("relay", "!=", relay)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** How long after a console's row was made its relay must know of it, in milliseconds: far above any answer's deadline. */
const UNKNOWN_MS = 60_000;

/**
 * Notes as ended what a relay's rows call open though it does not carry them: their end, or the answer that they may open, was
 * lost on the way.
 * @param carried the ids of those that it carries or is opening
 * @returns how many there were
 */
export async function closeLost(store: Store, relay: string, carried: readonly string[]): Promise<number> {
  const { numUpdatedRows } = await store.db
    .updateTable("console")
    .set({ closedAt: store.now, closeCode: 1006 })
    .where("closedAt", "is", null)
    .where("relay", "=", relay)
    .where("openedAt", "<", sql<number>`${store.now} - ${UNKNOWN_MS}`)
    // As one value: there may be more of them than a statement takes parameters.
    .where("id", "not in", sql<string>`(select value from json_each(${JSON.stringify(carried)}))`)
    .executeTakeFirst();
  return Number(numUpdatedRows);
}

/** A console that must end now, and why: the sign-in has ended, the person may no longer have it, or not under its rules. */
export type Revoked = { id: string; code: "not-signed-in" | "revoked" | "rules-changed" };

/**
 * Which of a relay's open consoles must end: those whose sign-in has ended or expired, whose person is gone, or whose person's
 * role no longer allows them; and those that could pass on what the rules of now forbid. One query for all of them.
 */
export async function revoked(store: Store, relay: string): Promise<Revoked[]> {
  const rules = JSON.stringify(await readExchange(store));
  const rows = await store.db
    .selectFrom("console")
    .leftJoin("session", "session.id", "console.sessionId")
    .leftJoin("user", (join) => join.onRef("user.id", "=", "session.userId").onRef("user.id", "=", "console.personId"))
    .select(["console.id", "console.vm", "console.protocol", "console.mode", "console.exchange", "user.role", "session.expiresAt"])
    .select(store.now.as("now"))
    .where("console.relay", "=", relay)
    .where("console.closedAt", "is", null)
    .execute();
  return rows.flatMap(({ id, role, expiresAt, now, exchange, ...console }): Revoked[] => {
    if (role === null || expiresAt === null || hasExpired({ expiresAt, now })) return [{ id, code: "not-signed-in" }];
    if (!mayOpen({ role }, { ...console, takeOver: false, start: false })) return [{ id, code: "revoked" }];
    return exchange === rules || !exchanges(console) ? [] : [{ id, code: "rules-changed" }];
  });
}

/** Whether the rules make a difference to a console: a serial line has neither clipboard nor files, and who watches has no use of either. */
function exchanges({ protocol, mode }: { protocol: Protocol; mode: ConsoleMode }): boolean {
  return protocol !== "serial" && mode === "control";
}
