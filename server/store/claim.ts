import { DatabaseSync } from "node:sqlite";
import { OrielError } from "../errors.ts";
import { isBusy } from "./sqlite.ts";
import { prepareFile } from "./state-file.ts";

/**
 * Claims a state directory for one portal, for as long as its process lives: a second one would take the first one's open consoles
 * for those of a process that was killed. The claim is SQLite's lock on an empty file, which ends with the process however it ends.
 * Once a process: the system forgets the lock when any other handle on the file is closed.
 * @returns gives the claim up
 * @throws {OrielError} store-unavailable where another portal has it
 */
export function claimState(stateDir: string): () => void {
  const lock = new DatabaseSync(prepareFile(stateDir, "portal.lock"), { timeout: 0 });
  try {
    lock.exec("pragma journal_mode = memory; begin exclusive");
  } catch (error) {
    lock.close();
    const why = isBusy(error) ? `Another portal runs on ${stateDir}: stop it, or give this one a directory of its own.` : String(error);
    throw new OrielError("store-unavailable", why, { cause: error });
  }
  return () => lock.close();
}
