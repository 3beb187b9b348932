import type { Protocol } from "#server/contract/console.ts";
import type { Vm } from "#server/contract/vm.ts";
import type { Capability } from "./session.ts";

/**
 * Why a console cannot do something that others can: a message of the namespace `ways.whyNot`.
 * - `protocol`: this protocol has no form for it, another of the machine's has
 * - `device`: the machine lacks the device for it, which the display editor can give it
 * - `agent`: the machine has the device, and no agent in the guest uses it
 * - `watching`: only who controls may
 * - `browser`: this browser cannot
 */
export type WhyNot = "protocol" | "device" | "agent" | "watching" | "browser";

/** Why a capability is not there; null where it is, or where there is nothing to say. */
export function whyNot(
  capability: Capability,
  { can, protocol, viewing, vm }: { can: ReadonlySet<Capability>; protocol: Protocol | null; viewing: boolean; vm: Vm | undefined },
): WhyNot | null {
  if (can.has(capability) || protocol === null || !vm) return null;
  return viewing ? "watching" : null;
}
