import type { Revoked } from "#server/access/consoles.ts";
import type { ErrorCode } from "#server/errors.ts";
import type { Access } from "./access.ts";

/** What the relay's main thread and its access worker say to each other. All of it can be cloned. */
export type ToWorker = { id: number; call: keyof Access; args: unknown[] } | { end: true };
export type FromWorker =
  | { ready: true }
  | { id: number; result: unknown }
  | { id: number; error: { code: ErrorCode; details: string | undefined } }
  | { revoked: Revoked[] };
