import { closeSync, mkdirSync, openSync } from "node:fs";
import { join } from "node:path";
import { OrielError } from "../errors.ts";

/**
 * Makes a file of the state directory where it is missing, readable by its owner only, and the directory (mode 0700) too.
 * @returns its path
 * @throws {OrielError} store-unavailable
 */
export function prepareFile(stateDir: string, name: string): string {
  const path = join(stateDir, name);
  try {
    mkdirSync(stateDir, { recursive: true, mode: 0o700 });
    closeSync(openSync(path, "a", 0o600));
  } catch (error) {
    throw new OrielError("store-unavailable", error instanceof Error ? error.message : String(error), { cause: error });
  }
  return path;
}
