import { z } from "./zod.ts";

/** Why there is no log to show. `none`: libvirt keeps none. `elsewhere`: it is on another machine than the portal. `unreadable`: the portal may not read it, or it is no plain file that ends with ".log". `missing`: nothing has been written. */
export const noSerialLog = z.enum(["none", "elsewhere", "unreadable", "missing"]);

/** What a machine has said on a serial line. */
export const serialLog = z.union([
  z.object({
    /** Foreign text, with its control sequences taken out. */
    text: z.string(),
    /** Whether there is more before it. */
    cut: z.boolean(),
    /** Whether every start of the machine empties it; else it may tell of earlier runs. */
    sinceStart: z.boolean(),
  }),
  z.object({ why: noSerialLog }),
]);
export type SerialLog = z.infer<typeof serialLog>;
