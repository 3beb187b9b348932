import { runtime } from "./runtime.ts";

/** Hands a request of Next to the API of the process that hosts it. */
export function answer(request: Request): Promise<Response> {
  return runtime().answer(request);
}
