import { host } from "./host.ts";
import { vm, vmId } from "./vm.ts";
import { z } from "./zod.ts";

/** What the live connection carries: everything once, then what changed. */
export const liveEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal("snapshot"), vms: z.array(vm), hosts: z.array(host) }),
  z.object({ type: z.literal("changes"), vms: z.array(vm), gone: z.array(vmId), hosts: z.array(host) }),
]);
export type LiveEvent = z.infer<typeof liveEvent>;
