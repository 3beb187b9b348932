import type { HandOffCommand } from "#server/contract/hand-off.ts";
import { shellQuote } from "./shell-quote.ts";

/** What command lines are made for. */
export type CommandsFor = {
  /** The hypervisor's libvirt URI. */
  uri: string;
  /** The hypervisor's name on the network; an IPv6 address in brackets. */
  host: string;
  domain: { name: string; uuid: string };
  on: boolean;
  /** Whether there is a screen to show. */
  screen: boolean;
  /** The serial lines that can be opened, `null` for the one that is opened where none is named. */
  serials: (string | null)[];
  /** Whether to end the serial console of whoever holds it. */
  force: boolean;
};

/** The command lines that open a machine's screen and its serial lines with libvirt's own programs. */
export function commandsFor(asked: CommandsFor): HandOffCommand[] {
  const places = [
    { at: "hypervisor", uri: asked.uri },
    { at: "elsewhere", uri: throughSsh(asked.uri, asked.host) },
  ] as const;
  const screen = places.map(({ at, uri }) => ({ tool: "virt-viewer" as const, at, command: viewer(asked, at, uri) }));
  const lines = places.flatMap(({ at, uri }) =>
    asked.serials.map((device) => ({ tool: "virsh" as const, at, command: serial(asked, uri, device) })),
  );
  return [...(asked.screen ? screen : []), ...(asked.on ? lines : [])];
}

/** On the hypervisor libvirt hands over the display already opened (`--attach`), which needs neither address nor password. */
function viewer({ domain, on }: CommandsFor, at: HandOffCommand["at"], uri: string): string {
  const attach = at === "hypervisor" ? ["--attach"] : [];
  const wait = on ? [] : ["--wait"];
  return line(["virt-viewer", "--connect", uri, ...attach, ...wait, ...named(domain)]);
}

function serial({ domain, force }: CommandsFor, uri: string, device: string | null): string {
  const chosen = device === null ? [] : ["--devname", device];
  return line(["virsh", "-c", uri, "console", ...(force ? ["--force"] : []), ...chosen, ...named(domain)]);
}

/**
 * The domain as both programs find it: they take a number for an id and the form of a uuid for one before they look for a name. Nor is a
 * name given that a terminal would not show or paste as it is.
 */
function named({ name, uuid }: CommandsFor["domain"]): string[] {
  const ambiguous = /^\s*[+-]?\d+$/.test(name) || /^[0-9a-f]{32}$/i.test(name.replace(/[\s-]/g, "")) || /\p{C}|\p{Zl}|\p{Zp}/u.test(name);
  if (ambiguous) return [uuid];
  return name.startsWith("-") ? ["--", name] : [name];
}

/** The same daemon from another machine (https://libvirt.org/uri.html#ssh-transport): with one's own account on the hypervisor. */
function throughSsh(uri: string, host: string): string {
  const [, driver = "", rest = ""] = /^([^:+]+)(?:\+[^:]*)?:\/\/[^/]*(\/.*)$/.exec(uri) ?? [];
  return `${driver}+ssh://${host}${rest}`;
}

function line(words: string[]): string {
  return words.map(shellQuote).join(" ");
}
