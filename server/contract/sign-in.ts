import { z } from "./zod.ts";

/** One of a person's sign-ins, as they see it themselves. */
export const signInEntry = z.object({
  id: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  /** The client's address at the sign-in. */
  address: z.string().nullable(),
  userAgent: z.string().nullable(),
  /** Whether it is the one that asks. */
  current: z.boolean(),
});
export type SignInEntry = z.infer<typeof signInEntry>;
