import type { Protocol } from "#server/contract/console.ts";
import type { Connect } from "./session.ts";

/**
 * Every protocol the browser can open, in the order of preference, each in a chunk of its own: their clients touch
 * `document` when they are loaded, so they load in the browser only.
 */
const registry: Partial<Record<Protocol, () => Promise<{ connect: Connect }>>> = {
  vnc: () => import("./vnc/connect.ts"),
  spice: () => import("./spice/connect.ts"),
  serial: () => import("./serial/connect.ts"),
};

/** The protocols that can be opened, best first. */
export const protocols = Object.keys(registry) as Protocol[];

/** Loads a protocol's client; loads it once. */
export async function loadConnect(protocol: Protocol): Promise<Connect> {
  const load = registry[protocol];
  if (!load) throw new Error(`no client for ${protocol}`);
  return (await load()).connect;
}
