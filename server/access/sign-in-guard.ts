import { createHash } from "node:crypto";
import type { Store } from "#server/store/open.ts";
import { countAttempt, forgiveAttempt } from "./attempts.ts";
import { networkOf } from "./network.ts";

/** Stands before every check of a password. */
export type SignInGuard = {
  /**
   * Counts an attempt. Counting comes before the check of the password, so that attempts made at once do not all pass; one that
   * fails needs nothing more.
   * @param address the client's
   * @throws {OrielError} too-many-attempts, whether or not anybody has this email; store-unavailable
   */
  check(address: string, email: string): Promise<Attempt>;
};

/** An attempt that was counted. */
export type Attempt = {
  /** The password was right: forgets the account's attempts and this one of the address. */
  succeeded(): Promise<void>;
};

/**
 * Slows down guessing: per account whatever addresses the guesses come from, and per IPv4 address or IPv6 /64 whatever accounts
 * they are for. A network that a person is signed in from is counted apart, so that a stranger's guesses do not lock them out there.
 */
export function createSignInGuard(store: Store): SignInGuard {
  return {
    check: async (address, email) => {
      const network = networkOf(address);
      const account = await accountKey(store, network, email.trim().toLowerCase());
      const perMinute = { key: `minute ${account}`, points: 10, seconds: 60 };
      const perDay = { key: `day ${account}`, points: 100, seconds: 24 * 3600 };
      const perNetwork = { key: `network ${network}`, points: 100, seconds: 600 };
      await countAttempt(store, [perMinute, perDay, perNetwork]);
      return { succeeded: () => forgiveAttempt(store, { once: [perNetwork.key], wholly: [perMinute.key, perDay.key] }) };
    },
  };
}

async function accountKey(store: Store, network: string, email: string): Promise<string> {
  const signIns = await store.db
    .selectFrom("user")
    .leftJoin("session", "session.userId", "user.id")
    .select("session.ipAddress")
    .distinct()
    .where("user.email", "=", email)
    .execute();
  if (signIns.length === 0) return unknownKey(email);
  const isHome = signIns.some(({ ipAddress }) => ipAddress !== null && networkOf(ipAddress) === network);
  return isHome ? `${email} ${network}` : email;
}

/** Emails that nobody has share 65,536 keys: they are counted like others, and cannot fill the disk. */
function unknownKey(email: string): string {
  return `unknown ${createHash("sha256").update(email).digest().readUInt16BE()}`;
}
