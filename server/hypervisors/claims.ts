import type { DomainFacts } from "./domain-facts.ts";

/** What of its host a machine takes for itself alone. */
export type Claims = {
  /** TCP ports that its displays name; those that are given out at start do not count. */
  ports: readonly number[];
  /** PCI functions by address, mediated devices by uuid. */
  hostDevices: readonly string[];
};

export const NO_CLAIMS: Claims = { ports: [], hostDevices: [] };

/** What a machine of this XML claims. */
export function claimsOf({ graphics, hostDevices }: DomainFacts): Claims {
  const named = graphics.filter(({ autoport }) => !autoport).flatMap(({ port, tlsPort }) => [port, tlsPort]);
  return { ports: named.flatMap((port) => port ?? []), hostDevices };
}
