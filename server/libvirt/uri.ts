/** Where a libvirt daemon is reached, read from a libvirt connection URI (https://libvirt.org/uri.html). */
export type HypervisorUri = {
  /** Short name of the hypervisor in ids and addresses: a-z, 0-9 and dashes. */
  key: string;
  /** The URI as it was given, without a password. */
  uri: string;
  /** What the daemon is asked to open (REMOTE_PROC_CONNECT_OPEN): "qemu:///system", "test:///default" ... */
  name: string;
  /** Unix sockets to try, first one first; those of modular daemons come before the monolithic one's. */
  sockets: string[];
  /** Whether this is the user's own daemon, which may have to be started. */
  session: boolean;
};

const KEY = /^[a-z0-9][a-z0-9-]{0,30}$/;

/**
 * Reads a list such as `qemu:///system, lab=qemu+unix:///session?socket=/run/lab.sock`: URIs parted by commas or white space,
 * each with an optional `key=` before it.
 * @throws {Error} saying which part is wrong and what would be right
 */
export function parseHypervisors(text: string): HypervisorUri[] {
  const entries = text.split(/[\s,]+/).filter(Boolean);
  if (entries.length === 0) throw new Error("takes at least one libvirt URI, for example qemu:///system");
  const parsed = entries.map((entry, index) => parseEntry(entry, index));
  const twice = parsed.find((entry, index) => parsed.findIndex((other) => other.key === entry.key) !== index);
  if (twice) throw new Error(`names two hypervisors "${twice.key}": put a key of its own before each, for example lab=qemu:///system`);
  return parsed;
}

function parseEntry(entry: string, index: number): HypervisorUri {
  const keyed = /^([^=:/?]+)=(.+)$/.exec(entry);
  const key = keyed?.[1] ?? (index === 0 ? "local" : `host${index + 1}`);
  if (!KEY.test(key)) throw new Error(`has the key "${key}": a key takes a-z, 0-9 and dashes, at most 31 characters`);
  return parseUri(keyed?.[2] ?? entry, key);
}

/**
 * Reads one URI. Only unix sockets are reached so far.
 * @throws {Error} saying what would be right
 */
export function parseUri(uri: string, key: string): HypervisorUri {
  if (!URL.canParse(uri)) throw new Error(`has "${uri}", which is no libvirt URI: for example qemu:///system`);
  const url = new URL(uri);
  const [driver = "", transport = "unix"] = url.protocol.slice(0, -1).split("+");
  if (transport !== "unix" || url.host !== "")
    throw new Error(
      `has "${withoutPassword(url)}": only local hypervisors (qemu:///system, or qemu+unix:///system?socket=/path) can be reached`,
    );
  const name = `${driver}://${url.pathname}`;
  const socket = url.searchParams.get("socket");
  const session = url.pathname === "/session";
  if (socket === null && driver !== "qemu")
    throw new Error(
      `has "${uri}": name the daemon's socket, for example ${driver}+unix://${url.pathname}?socket=/run/libvirt/libvirt-sock`,
    );
  if (driver === "qemu" && !session && url.pathname !== "/system")
    throw new Error(`has "${uri}": QEMU's are qemu:///system and qemu:///session`);
  return { key, uri: withoutPassword(url), name, sockets: socket === null ? defaultSockets(session) : [socket], session };
}

function withoutPassword(url: URL): string {
  const shown = new URL(url);
  shown.password = "";
  return shown.href;
}

/** The sockets of a session daemon are relative to the user's runtime directory; the dialer puts it before them. */
function defaultSockets(session: boolean): string[] {
  const directory = session ? "libvirt" : "/run/libvirt";
  return [`${directory}/virtqemud-sock`, `${directory}/libvirt-sock`];
}
