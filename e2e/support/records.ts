import { createHash, randomBytes } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { addPerson, setRole } from "#server/access/people.ts";
import type { Role } from "#server/contract/person.ts";
import { openStore, type Store } from "#server/store/open.ts";
import type { SignIn, Stage } from "./stage.ts";

/** A row of the audit log, as far as tests look at it. */
export type AuditRow = { action: string; code: string | null; outcome: string; actorEmail: string | null };

/** The portal's records, read and changed behind its back. */
export class Records {
  readonly #stateDirectory: string;

  constructor({ stateDirectory }: Pick<Stage, "stateDirectory">) {
    this.#stateDirectory = stateDirectory;
  }

  /** Lets a ticket expire now. */
  expire(ticket: string): void {
    const hash = createHash("sha256").update(ticket).digest("hex");
    const { changes } = this.#database((db) => db.prepare("update ticket set expiresAt = createdAt where hash = ?").run(hash));
    if (changes !== 1) throw new Error("There is no such ticket.");
  }

  /** What was recorded last about consoles. */
  lastConsoleRow(): AuditRow {
    const row = this.#database((db) =>
      db.prepare("select action, code, outcome, actorEmail from audit where action like 'console.%' order by id desc limit 1").get(),
    );
    if (!row) throw new Error("Nothing is recorded.");
    return { ...row } as AuditRow;
  }

  /** Forgets the attempts to sign in, which would otherwise be counted over all tests. */
  forgetAttempts(): void {
    this.#database((db) => db.exec("delete from attempt"));
  }

  /** Somebody new. */
  async addSomebody(role: Role): Promise<SignIn> {
    const name = `${role}-${randomBytes(3).toString("hex")}`;
    const signIn = { name, email: `${name}@oriel.example`, password: `${name} likes windows` };
    await this.#store((store) => addPerson(store, { ...signIn, role }));
    return signIn;
  }

  /** Adds people to records that nobody is in yet. */
  async addPeople(people: Record<Role, SignIn>): Promise<void> {
    await this.#store(async (store) => {
      for (const [role, signIn] of Object.entries(people)) await addPerson(store, { ...signIn, role: role as Role });
    });
  }

  async changeRole({ email }: SignIn, role: Role): Promise<void> {
    await this.#store(async (store) => {
      const { id } = await store.db.selectFrom("user").select("id").where("email", "=", email).executeTakeFirstOrThrow();
      await setRole(store, id, role);
    });
  }

  async #store<T>(use: (store: Store) => Promise<T>): Promise<T> {
    const store = await openStore(this.#stateDirectory);
    try {
      return await use(store);
    } finally {
      await store.close();
    }
  }

  #database<T>(use: (db: DatabaseSync) => T): T {
    const db = new DatabaseSync(join(this.#stateDirectory, "oriel.db"), { timeout: 5_000 });
    try {
      return use(db);
    } finally {
      db.close();
    }
  }
}
