import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A unix socket's path takes 107 bytes on Linux (unix(7)); this leaves room for the directory's own name and the socket's. */
const LONGEST_PARENT = 80;

/** Makes the private directory (mode 0700) of the socket between relay and web. It is removed when this process ends. */
export function makeInternalDir(): string {
  const parent = Buffer.byteLength(tmpdir()) > LONGEST_PARENT ? "/tmp" : tmpdir();
  const directory = mkdtempSync(join(parent, "oriel-"));
  process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
