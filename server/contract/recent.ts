import { vmId } from "./vm.ts";
import { z } from "./zod.ts";

/** A machine whose console a person opened not long ago. */
export const recentVm = z.object({
  vm: vmId,
  /** When they last did, in ms since 1970. */
  openedAt: z.number().int(),
});
export type RecentVm = z.infer<typeof recentVm>;
