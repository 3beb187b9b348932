import { type ChildProcess, execFile, execFileSync, spawn } from "node:child_process";
import { randomInt } from "node:crypto";
import { once } from "node:events";
import {
  accessSync,
  chownSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { whenWeEnd } from "./when-we-end.ts";

const END_SCRIPT = join(import.meta.dirname, "end-libvirtd.sh");
const PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
const START_DEADLINE_MS = 60_000;

/** A libvirt daemon of one's own, and the guests it runs. Nothing of it is seen by the machine's other daemons. */
export type PrivateLibvirtd = {
  /** Holds its socket, its configuration and its guests' files; whoever it runs as may write here. */
  readonly directory: string;
  readonly socket: string;
  /** Its QEMU driver, as a libvirt URI. */
  readonly uri: string;
  /** Another driver of the same daemon: `uriFor("test:///default")`. */
  uriFor(name: string): string;
  readonly pid: number;
  /** Sends the daemon a signal; after SIGKILL and SIGTERM waits until it is gone. Its guests go on. */
  kill(signal: NodeJS.Signals): Promise<void>;
  /** Starts the daemon again (killing it first where it still runs) and waits until it answers. Its guests go on. */
  restart(): Promise<void>;
  /** Runs virsh on it and gives what it printed. Throws with what virsh said. */
  virsh(args: readonly string[], options?: VirshOptions): Promise<string>;
  /** Ends the daemon and every guest and removes the directory. */
  stop(): Promise<void>;
};

/** `uri`: another driver of the daemon. `signal` ends virsh. */
export type VirshOptions = { uri?: string; signal?: AbortSignal };

/**
 * Starts a session-mode libvirtd in a directory of its own: no systemd, no namespaces, no root. As root it runs as QEMU's own user,
 * because a session daemon refuses to be root. It ends with this process, however this process ends.
 */
export async function startPrivateLibvirtd(options: { directory?: string } = {}): Promise<PrivateLibvirtd> {
  const daemon = new Daemon(prepareDirectory(options.directory));
  const reaper = whenWeEnd('sh "$1" "$2"', END_SCRIPT, daemon.directory);
  try {
    await daemon.start();
  } catch (error) {
    await reaper.runNow();
    throw error;
  }
  return handleOf(daemon, () => reaper.runNow());
}

/** The same, but it goes on when this process ends, until {@link endLibvirtd}. Finds the one that already runs in the directory. */
export async function keepPrivateLibvirtd(directory: string): Promise<PrivateLibvirtd> {
  const daemon = new Daemon(prepareDirectory(directory));
  if (!(await answers(daemon.socket))) await daemon.start();
  return handleOf(daemon, async () => endLibvirtd(directory));
}

/** Ends the daemon of a directory and every guest of it, and removes the directory. */
export function endLibvirtd(directory: string): void {
  execFileSync("sh", [END_SCRIPT, directory], { stdio: ["ignore", "ignore", "pipe"] });
}

/** Who the daemon and its guests run as: null means as whoever runs this. */
export function qemuUser(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const ids = (file: string) =>
    new Map(
      readFileSync(file, "utf8")
        .split("\n")
        .map((line) => idOf(line.split(":"))),
    );
  const users = ids("/etc/passwd");
  const groups = ids("/etc/group");
  const uid = users.get("libvirt-qemu") ?? users.get("qemu") ?? users.get("nobody");
  if (uid === undefined) throw new Error("There is neither a user libvirt-qemu nor qemu nor nobody to run guests as.");
  // A session daemon opens /dev/kvm as its own group.
  return { uid, gid: groups.get("kvm") ?? groups.get("nogroup") ?? uid };
}

function idOf(fields: string[]): [name: string, id: number] {
  return [fields[0] ?? "", Number(fields[2])];
}

class Daemon {
  readonly directory: string;
  readonly program: string;
  readonly socket: string;
  private process: ChildProcess | null = null;

  constructor(directory: string) {
    this.directory = directory;
    this.program = findProgram();
    this.socket = join(directory, "run/libvirt", this.program.endsWith("libvirtd") ? "libvirt-sock" : "virtqemud-sock");
  }

  get pid(): number {
    return this.process?.pid ?? Number(readFileSync(join(this.directory, "daemon.pid"), "utf8"));
  }

  async start(): Promise<void> {
    const log = openSync(join(this.directory, "daemon.log"), "a");
    const child = spawn(this.program, ["-f", join(this.directory, "daemon.conf")], {
      ...(qemuUser() ?? {}),
      cwd: this.directory,
      detached: true,
      env: environmentOf(this.directory),
      stdio: ["ignore", log, log],
    });
    closeSync(log);
    await once(child, "spawn");
    child.unref();
    this.process = child;
    writeFileSync(join(this.directory, "daemon.pid"), String(child.pid));
    const until = Date.now() + START_DEADLINE_MS;
    while (!(await answers(this.socket))) {
      if (child.exitCode !== null || Date.now() > until) throw new Error(`${this.program} did not start:\n${this.lastWords()}`);
      await sleep(20);
    }
  }

  async kill(signal: NodeJS.Signals): Promise<void> {
    const { pid } = this;
    process.kill(pid, signal);
    if (signal !== "SIGKILL" && signal !== "SIGTERM") return;
    while (isAlive(pid)) await sleep(10);
  }

  private lastWords(): string {
    return readFileSync(join(this.directory, "daemon.log"), "utf8").slice(-2000);
  }
}

function handleOf(daemon: Daemon, stop: () => Promise<void>): PrivateLibvirtd {
  const uriFor = (name: string) => `${name.replace("://", "+unix://")}?socket=${daemon.socket}`;
  const uri = uriFor("qemu:///session");
  return {
    directory: daemon.directory,
    socket: daemon.socket,
    uri,
    uriFor,
    get pid() {
      return daemon.pid;
    },
    kill: (signal) => daemon.kill(signal),
    async restart() {
      if (isAlive(daemon.pid)) await daemon.kill("SIGKILL");
      await daemon.start();
    },
    virsh: (args, options) => virsh(options?.uri ?? uri, args, options),
    stop,
  };
}

/** Runs virsh on a URI and gives what it printed. Throws with what virsh said. Never asks for a password. */
export async function virsh(uri: string, args: readonly string[], options: VirshOptions = {}): Promise<string> {
  try {
    const run = promisify(execFile)("virsh", ["-q", "-c", uri, ...args], {
      env: { ...process.env, LC_ALL: "C" },
      maxBuffer: 64 << 20,
      ...(options.signal && { signal: options.signal }),
    });
    run.child.stdin?.end();
    return (await run).stdout;
  } catch (error) {
    const said = error instanceof Error && "stderr" in error ? String(error.stderr).trim() : "";
    throw new Error(`virsh ${args.join(" ")}: ${said || String(error)}`, { cause: error });
  }
}

function findProgram(): string {
  const names = ["libvirtd", "virtqemud"].flatMap((name) => PATH.split(":").map((directory) => join(directory, name)));
  const found = names.find(exists);
  if (!found) throw new Error("Neither libvirtd nor virtqemud is installed. On Debian: apt-get install libvirt-daemon-system");
  return found;
}

function exists(path: string): boolean {
  try {
    accessSync(path);
    return true;
  } catch {
    return false;
  }
}

/** libvirt puts everything below these four; guests inherit HOME, by which end-libvirtd.sh knows them. */
function environmentOf(directory: string): NodeJS.ProcessEnv {
  const variables: Record<string, string> = {
    PATH,
    HOME: directory,
    XDG_RUNTIME_DIR: join(directory, "run"),
    XDG_CONFIG_HOME: join(directory, "config"),
    XDG_CACHE_HOME: join(directory, "cache"),
    XDG_DATA_HOME: join(directory, "data"),
  };
  return variables as NodeJS.ProcessEnv;
}

function prepareDirectory(given: string | undefined): string {
  const directory = given ?? mkdtempSync(join(tmpdir(), "oriel-libvirtd-"));
  const owner = qemuUser();
  for (const below of ["", "run", "config/libvirt", "cache", "data", "images"]) mkdirSync(join(directory, below), { recursive: true });
  for (const below of ["", "run", "config", "config/libvirt", "cache", "data", "images"])
    if (owner && statSync(join(directory, below)).uid !== owner.uid) chownSync(join(directory, below), owner.uid, owner.gid);
  writeFileSync(join(directory, "daemon.conf"), 'auth_unix_ro = "none"\nauth_unix_rw = "none"\n');
  // Without these, serial logs go through a virtlogd that nobody started, and AppArmor asks for a system daemon.
  writeFileSync(join(directory, "config/libvirt/qemu.conf"), `stdio_handler = "file"\nsecurity_driver = "none"\n${portRange()}`);
  return directory;
}

/**
 * Daemons do not know each other's ports: two that look for a free one at the same moment find the same. So each looks in a hundred of its
 * own, below those that the kernel gives to outgoing connections.
 */
function portRange(): string {
  const first = 6000 + 100 * randomInt(260);
  return `remote_display_port_min = ${first}\nremote_display_port_max = ${first + 99}\n`;
}

async function answers(socket: string): Promise<boolean> {
  const attempt = connect(socket);
  try {
    await once(attempt, "connect");
    return true;
  } catch {
    return false;
  } finally {
    attempt.destroy();
  }
}

/**
 * Whether a process runs. One that has ended and was not waited for does not; but its first thread may have ended while others still hold
 * its sockets.
 */
function isAlive(pid: number): boolean {
  try {
    const ended = /^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
    return !ended || readdirSync(`/proc/${pid}/task`).length > 1;
  } catch {
    return false;
  }
}
