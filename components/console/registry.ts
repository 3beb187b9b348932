import type { Pass, Protocol } from "#server/contract/console.ts";
import type { Connect } from "./session.ts";

/** A protocol's client. */
interface Client {
  connect: Connect;
  /** Does what can be done before anybody opens a console. */
  prepare?(): void;
  /** Does what can be done with a pass before there is a page for its console. */
  begin?(pass: Pass): void;
}

/**
 * Every protocol the browser can open, in the order of preference, each in a chunk of its own: their clients touch
 * `document` when they are loaded, so they load in the browser only.
 */
const registry: Partial<Record<Protocol, () => Promise<Client>>> = {
  vnc: () => import("./vnc/connect.ts"),
  spice: () => import("./spice/connect.ts"),
  serial: () => import("./serial/connect.ts"),
};

/** The protocols that can be opened, best first. */
export const protocols = Object.keys(registry) as Protocol[];

/** Loads a protocol's client; loads it once. */
export async function loadConnect(protocol: Protocol): Promise<Connect> {
  return (await load(protocol)).connect;
}

/** Loads a protocol's client and gets it ready for a console that is likely to open soon. */
export async function prepare(protocol: Protocol): Promise<void> {
  const client = await load(protocol);
  client.prepare?.();
}

/** Begins with a console whose page is on its way. */
export async function begin(pass: Pass): Promise<void> {
  const client = await load(pass.protocol);
  client.begin?.(pass);
}

async function load(protocol: Protocol): Promise<Client> {
  const client = registry[protocol];
  if (!client) throw new Error(`no client for ${protocol}`);
  return client();
}
