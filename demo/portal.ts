import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { whenWeEnd } from "./when-we-end.ts";

const ROOT = join(import.meta.dirname, "..");
const MAIN = join(ROOT, "server/main.ts");
const READY = /^Oriel is ready: (\S+)$/;
const READY_DEADLINE_MS = 60_000;

/** How a portal is started: settings of server/config.ts, and the file that takes what it says. */
export type PortalOptions = { settings: Record<string, string>; log: string; basePath?: string };

export type Portal = {
  /** Its address, with a slash at the end. */
  url: string;
  pid: number;
  /** When it ends by itself: its exit status. */
  ended: Promise<number | null>;
  stop(): Promise<void>;
};

/**
 * Starts the built portal and waits until it answers.
 * @throws {Error} with the last it said
 */
export async function startPortal({ settings, log, basePath = "" }: PortalOptions): Promise<Portal> {
  mkdirSync(join(log, ".."), { recursive: true, mode: 0o700 });
  // What the person has set for a portal of their own is not for this one.
  const inherited = Object.entries(process.env).filter(([name]) => !name.startsWith("ORIEL_"));
  const child = spawn(process.execPath, [MAIN], {
    cwd: ROOT,
    detached: true,
    env: { ...Object.fromEntries(inherited), NODE_ENV: "production", ORIEL_BASE_PATH: basePath, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const watcher = whenWeEnd("kill -TERM $1", String(child.pid));
  const ended = once(child, "exit").then(([code]) => code as number | null);
  const output = createWriteStream(log, { mode: 0o600 });
  child.stderr.pipe(output, { end: false });
  child.stdout.pipe(output, { end: false });
  const url = await readyUrl(child, ended, log);
  ended.finally(() => watcher.cancel());
  return { url, pid: child.pid ?? 0, ended, stop: () => stop(child, ended) };
}

/** 7480 where it is free on an address ("": on all), else the next free port. */
export async function freePort(first = 7480, host = "127.0.0.1"): Promise<number> {
  for (let port = first; port < first + 100; port++) if (await isFree(port, host)) return port;
  throw new Error(`No port from ${first} to ${first + 99} is free.`);
}

async function isFree(port: number, host: string): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, host || undefined);
    await once(server, "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}

async function readyUrl(child: ChildProcess, ended: Promise<number | null>, log: string): Promise<string> {
  const { promise: ready, resolve } = Promise.withResolvers<string>();
  if (child.stdout) createInterface({ input: child.stdout }).on("line", (line) => READY.test(line) && resolve(READY.exec(line)?.[1] ?? ""));
  const timeout = AbortSignal.timeout(READY_DEADLINE_MS);
  const late = once(timeout, "abort").then(() => null);
  const url = await Promise.race([ready, ended.then(() => null), late]);
  if (url !== null) return url;
  await stop(child, ended);
  throw new Error(`The portal did not start. The end of ${log}:\n${readFileSync(log, "utf8").slice(-2000)}`);
}

async function stop(child: ChildProcess, ended: Promise<number | null>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) child.kill("SIGTERM");
  await ended;
}
