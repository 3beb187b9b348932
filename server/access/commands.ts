import { randomBytes } from "node:crypto";
import { userInfo } from "node:os";
import { parseArgs } from "node:util";
import { role as roleForm } from "#server/contract/person.ts";
import type { Store } from "#server/store/open.ts";
import { type AuditAction, audit } from "./audit.ts";
import { addPerson, listPeople, personByEmail, removePerson, revokeSessions, setPassword, setRole } from "./people.ts";

export const help = `Who may use the portal.

  npm run user -- add EMAIL [--name NAME] [--role ROLE] [--generate]
                                          makes a person who can sign in
  npm run user -- list                    shows everybody
  npm run user -- role EMAIL ROLE         changes what a person may do
  npm run user -- password EMAIL [--generate]
                                          sets a new password and ends the person's sign-ins
  npm run user -- sign-out EMAIL          ends the person's sign-ins and consoles
  npm run user -- remove EMAIL            removes a person, with their sign-ins and consoles

ROLE is admin (everything), operator (every machine, its power and its console) or user (opens consoles, starts
machines); without --role it is user. The password is asked for, or read from standard input, or made up and printed
with --generate. All of this counts at once, also while the portal runs.`;

/** The arguments are wrong; the message says what would be right. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** A command that was read: what it does, once it has a store and somebody to ask for a password. */
export type Command = (store: Store, ask: () => Promise<string>) => Promise<string>;

const options = {
  name: { type: "string" },
  role: { type: "string" },
  generate: { type: "boolean" },
} as const;
type Options = { name?: string | undefined; role?: string | undefined; generate?: boolean | undefined };

const verbs: Record<string, { takes: string[]; allows: (keyof Options)[]; make: (given: string[], options: Options) => Command }> = {
  add: { takes: ["EMAIL"], allows: ["name", "role", "generate"], make: ([email = ""], given) => add(email, given) },
  list: { takes: [], allows: [], make: () => list },
  role: { takes: ["EMAIL", "ROLE"], allows: [], make: ([email = "", role = ""]) => changeRole(email, role) },
  password: { takes: ["EMAIL"], allows: ["generate"], make: ([email = ""], given) => changePassword(email, given) },
  "sign-out": { takes: ["EMAIL"], allows: [], make: ([email = ""]) => signOut(email) },
  remove: { takes: ["EMAIL"], allows: [], make: ([email = ""]) => remove(email) },
};

/**
 * Reads the arguments after `npm run user --`.
 * @throws {UsageError}
 */
export function readCommand(args: string[]): Command {
  const { positionals, values } = parse(args);
  const [name, ...given] = positionals;
  if (name === undefined) throw new UsageError("Say what to do");
  const verb = Object.hasOwn(verbs, name) ? verbs[name] : undefined;
  if (!verb) throw new UsageError(`There is no command "${name}"; there are ${Object.keys(verbs).join(", ")}`);
  if (given.length !== verb.takes.length) throw new UsageError(`${name} takes ${verb.takes.join(" and ") || "nothing more"}`);
  const foreign = Object.keys(values).find((option) => !verb.allows.some((allowed) => allowed === option));
  if (foreign) throw new UsageError(`${name} takes no --${foreign}`);
  return verb.make(given, values);
}

function parse(args: string[]) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function add(email: string, { name, role = "user", generate }: Options): Command {
  const checkedRole = readRole(role);
  return async (store, ask) => {
    const password = generate ? makePassword() : await ask();
    const person = await addPerson(store, { email, name: name ?? email.split("@", 1)[0] ?? email, role: checkedRole, password });
    await record(store, "person.add", { email: person.email, role });
    return `${person.email} can sign in now, as ${role}.${told(generate, password)}`;
  };
}

async function list(store: Store): Promise<string> {
  const people = await listPeople(store);
  if (people.length === 0) return "Nobody yet. Make the first admin with: npm run user -- add EMAIL --role admin";
  const rows = people.map(({ email, role, name, sessions, createdAt }) => [
    email,
    role,
    name,
    String(sessions),
    createdAt.toISOString().slice(0, 10),
  ]);
  return table([["EMAIL", "ROLE", "NAME", "SIGN-INS", "SINCE"], ...rows]);
}

function changeRole(email: string, role: string): Command {
  const checked = readRole(role);
  return async (store) => {
    const person = await personByEmail(store, email);
    await setRole(store, person.id, checked);
    await record(store, "person.role", { email: person.email, from: person.role, to: checked });
    return `${person.email} is ${checked} now.`;
  };
}

function changePassword(email: string, { generate }: Options): Command {
  return async (store, ask) => {
    const person = await personByEmail(store, email);
    const password = generate ? makePassword() : await ask();
    await setPassword(store, person.id, password);
    await record(store, "person.password", { email: person.email });
    return `${person.email} has a new password and is signed out everywhere.${told(generate, password)}`;
  };
}

function signOut(email: string): Command {
  return async (store) => {
    const person = await personByEmail(store, email);
    const ended = await revokeSessions(store, person.id);
    await record(store, "session.revoke", { email: person.email, ended });
    return `${person.email} is signed out (${ended === 1 ? "1 sign-in" : `${ended} sign-ins`}).`;
  };
}

function remove(email: string): Command {
  return async (store) => {
    const person = await personByEmail(store, email);
    await removePerson(store, person.id);
    await record(store, "person.remove", { email: person.email });
    return `${person.email} is removed.`;
  };
}

function readRole(text: string) {
  const result = roleForm.safeParse(text);
  if (!result.success) throw new UsageError(`"${text}" is no role; there are ${roleForm.options.join(", ")}`);
  return result.data;
}

/** 120 random bits. */
function makePassword(): string {
  return randomBytes(15).toString("base64url");
}

function told(generated: boolean | undefined, password: string): string {
  return generated ? `\nPassword: ${password}` : "";
}

async function record(store: Store, action: AuditAction, detail: Record<string, unknown>): Promise<void> {
  await audit(store, {
    action,
    outcome: "ok",
    actor: null,
    address: null,
    detail: { ...detail, by: `${userInfo().username} on the command line` },
  });
}

function table(rows: string[][]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
