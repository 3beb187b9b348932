import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { authOf } from "#server/access/auth.ts";
import { addPerson } from "#server/access/people.ts";
import { issueTicket, type TicketFor } from "#server/access/tickets.ts";
import { readConfig } from "#server/config.ts";
import { createLog } from "#server/log.ts";
import { openStore, type Store } from "#server/store/open.ts";
import { relayProgram } from "#server/supervisor/programs.ts";

const password = "correct horse battery";

/** A relay in a process of its own, without web, and somebody who is signed in. */
export type RelayProcess = {
  pid: number;
  /** host:port of the front door. */
  address: string;
  origin: string;
  stateDir: string;
  store: Store;
  /** The person's Cookie header. */
  cookie: string;
  /** A fresh ticket of that person's sign-in. */
  ticket(what: Partial<TicketFor> & { vm: string }): Promise<string>;
  kill(signal: NodeJS.Signals): void;
  exited: Promise<number | null>;
  stop(): Promise<void>;
};

/** @param hypervisors as ORIEL_HYPERVISORS takes them; @param env more settings */
export async function startRelayProcess(hypervisors: string, env: Record<string, string> = {}): Promise<RelayProcess> {
  const directory = mkdtempSync(join(tmpdir(), "oriel-test-"));
  const settings = {
    ORIEL_LISTEN: "127.0.0.1:0",
    ORIEL_HYPERVISORS: hypervisors,
    ORIEL_STATE_DIR: join(directory, "state"),
    ORIEL_INTERNAL_DIR: directory,
    ORIEL_LOG_LEVEL: "warn",
    ...env,
  };
  const config = readConfig(settings);
  const store = await openStore(config.stateDir);
  const child = fork(relayProgram.path, {
    env: { ...process.env, ...settings },
    execArgv: [...relayProgram.nodeOptions],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
  });
  const exited = once(child, "exit").then(([code]) => code as number | null);
  const { host, port } = await listening(child);
  const origin = `${config.tls ? "https" : "http"}://${host}:${port}`;
  const email = "ada@example.org";
  const person = await addPerson(store, { email, name: "Ada", role: "admin", password });
  const auth = await authOf(store, { ...config, listen: { host, port } }, createLog("tool", "silent"));
  const cookie = await signIn(auth, origin, email);
  const signedIn = await auth.sessionOf(new Headers({ cookie }));
  if (!signedIn) throw new Error("The sign-in is not known.");
  const whose = { sessionId: signedIn.sessionId, personId: person.id };
  return {
    pid: child.pid ?? 0,
    address: `${host}:${port}`,
    origin,
    stateDir: config.stateDir,
    store,
    cookie,
    ticket: async (what) => {
      const plain = { protocol: "vnc", mode: "control", takeOver: false, device: 0, start: false } as const;
      return (await issueTicket(store, { ...plain, ...what, ...whose })).ticket;
    },
    kill: (signal) => child.kill(signal),
    exited,
    stop: async () => {
      if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
      await exited;
      await store.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function listening(child: ChildProcess): Promise<{ host: string; port: number }> {
  const [message] = await Promise.race([
    once(child, "message"),
    once(child, "exit").then(() => {
      throw new Error("The relay ended before it was ready.");
    }),
  ]);
  if (message.type !== "ready") throw new Error(message.message);
  return message.address;
}

async function signIn(auth: Awaited<ReturnType<typeof authOf>>, origin: string, email: string): Promise<string> {
  const headers = { origin, "content-type": "application/json" };
  const body = JSON.stringify({ email, password });
  const answer = await auth.handler(new Request(`${origin}/api/auth/sign-in/email`, { method: "POST", headers, body }));
  if (!answer.ok) throw new Error(`Signing in failed: ${answer.status} ${await answer.text()}`);
  return answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";", 1)[0])
    .join("; ");
}
