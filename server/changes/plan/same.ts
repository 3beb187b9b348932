import { isDeepStrictEqual } from "node:util";

/** Whether two settings say the same. */
export function same(left: unknown, right: unknown): boolean {
  return isDeepStrictEqual(left, right);
}
