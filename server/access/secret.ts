import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Config } from "#server/config.ts";

/**
 * The key that signs cookies: the configured one, else the one in a file of the state directory (mode 0600), which is made the
 * first time. Processes that start at once get the same one.
 */
export async function readSecret({ secret, stateDir }: Pick<Config, "secret" | "stateDir">): Promise<string> {
  if (secret !== null) return secret;
  const path = join(stateDir, "secret");
  return (await readKept(path)) ?? (await makeKept(stateDir, path));
}

async function makeKept(stateDir: string, path: string): Promise<string> {
  await mkdir(stateDir, { recursive: true, mode: 0o700 });
  const draft = `${path}.${randomBytes(8).toString("hex")}`;
  await writeFile(draft, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600, flag: "wx", flush: true });
  try {
    // A link appears complete or not at all, and unlike a rename never replaces another process's.
    await link(draft, path);
  } catch (error) {
    if (!isCode(error, "EEXIST")) throw error;
  } finally {
    await rm(draft);
  }
  const kept = await readKept(path);
  if (kept === null) throw new Error(`${path} is gone`);
  return kept;
}

async function readKept(path: string): Promise<string | null> {
  try {
    const kept = (await readFile(path, "utf8")).trim();
    if (kept.length < 32) throw new Error(`${path} holds no secret. Remove it: a new one is made, and everybody signs in again.`);
    return kept;
  } catch (error) {
    if (isCode(error, "ENOENT")) return null;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
