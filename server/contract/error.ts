import { z } from "./zod.ts";

/** What happened, and what to do. `code` is stable; `details` is technical and may be absent. */
export const apiError = z.object({
  code: z.string(),
  message: z.string(),
  action: z.string(),
  details: z.string().optional(),
});
export type ApiError = z.infer<typeof apiError>;
export const errorResponse = z.object({ error: apiError });
