import { apiError } from "./error.ts";
import { z } from "./zod.ts";

/** A hypervisor as people see it. */
export const host = z.object({
  key: z.string(),
  /** The hypervisor's own hostname once it has answered, else its key. */
  name: z.string(),
  /** The libvirt URI, without a password; empty for those who may not know it. */
  uri: z.string(),
  state: z.enum(["connecting", "up", "down"]),
  /** What is wrong while it is down. */
  error: apiError.nullable(),
  /** When it was last heard, ISO 8601; null where it never was. */
  seenAt: z.iso.datetime().nullable(),
  libvirtVersion: z.string().nullable(),
  /** Logical processors. */
  cpus: z.number().int().nullable(),
  memoryMiB: z.number().int().nullable(),
});
export type Host = z.infer<typeof host>;
