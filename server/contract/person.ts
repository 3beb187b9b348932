import { z } from "./zod.ts";

/** admin: everything. operator: every machine, its power and its console. user: opens consoles, starts machines. */
export const role = z.enum(["admin", "operator", "user"]);
export type Role = z.infer<typeof role>;

export const person = z.object({ id: z.string(), email: z.email(), name: z.string(), role });
export type Person = z.infer<typeof person>;

/** Passwords: at least 10 characters, at most 256. */
export const password = z.string().min(10).max(256);

export const setupRequest = z.object({
  token: z.string().max(200),
  email: z.email().max(254),
  name: z.string().trim().min(1).max(100),
  password,
});
export type SetupRequest = z.infer<typeof setupRequest>;
