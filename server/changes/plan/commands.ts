import type { DisplayPlan } from "#server/contract/display-plan.ts";
import type { Domain } from "./domain.ts";

type Input = { vmName: string; before: Domain; after: Domain; running: boolean };

/** The same change with libvirt's own programs. */
export function commandsFor(_: Input): DisplayPlan["commands"] {
  return [];
}
