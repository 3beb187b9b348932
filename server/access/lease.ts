import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { OrielError } from "#server/errors.ts";
import type { Store } from "#server/store/open.ts";

/** How long a lock is held at most, in ms by the store's clock: then its holder counts as dead. What is done under it ends sooner. */
export const LEASE_MS = 20_000;
/** How long somebody waits for a lock, in ms: longer than a dead holder keeps it. */
const WAIT_MS = 25_000;
/** How far apart tries are, in ms; each a little different, so that those who wait do not step on each other. */
const PAUSE_MS = 100;

/** What a lock needs of the store, wherever that is asked. */
export type Leases = {
  /** Takes the lock where it is nobody's. Gives who holds it now, null where somebody else does. */
  acquire(name: string): Promise<string | null>;
  /** Gives it back; changes nothing where it has passed to somebody else meanwhile. */
  release(name: string, holder: string): Promise<void>;
};

/** Does something while holding the lock of this name, across processes. */
export type Lock = <T>(name: string, act: () => Promise<T>) => Promise<T>;

/** The leases of a store. */
export function leasesOf(store: Store): Leases {
  return { acquire: (name) => acquireLease(store, name), release: (name, holder) => releaseLease(store, name, holder) };
}

/** Takes a lock where it is nobody's or its time is over; one statement, so that of any number at once one gets it. */
export async function acquireLease(store: Store, name: string): Promise<string | null> {
  const holder = randomUUID();
  const expiresAt = sql<number>`${store.now} + ${LEASE_MS}`;
  const row = await store.db
    .insertInto("lease")
    .values({ name, holder, expiresAt })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ holder, expiresAt }).where("lease.expiresAt", "<=", store.now))
    .returning("holder")
    .executeTakeFirst();
  return row ? holder : null;
}

/** Gives a lock back. */
export async function releaseLease(store: Store, name: string, holder: string): Promise<void> {
  await store.db.deleteFrom("lease").where("name", "=", name).where("holder", "=", holder).execute();
}

/**
 * A lock on leases: waits for its turn, and gives it back however the act ends.
 * @returns what the act gave; throws what it threw, and {@link OrielError} busy where the turn did not come
 */
export function lockOver({ acquire, release }: Leases, { waitMs = WAIT_MS }: { waitMs?: number } = {}): Lock {
  return async (name, act) => {
    const holder = await waitFor(() => acquire(name), waitMs);
    if (holder === null) throw new OrielError("busy");
    try {
      return await act();
    } finally {
      // Where it cannot be given back it ends by itself; what was done counts all the same.
      await release(name, holder).catch(() => {});
    }
  };
}

async function waitFor(take: () => Promise<string | null>, waitMs: number): Promise<string | null> {
  const end = performance.now() + waitMs;
  for (;;) {
    const holder = await take();
    if (holder !== null || performance.now() >= end) return holder;
    await sleep(PAUSE_MS * (0.5 + Math.random()));
  }
}
