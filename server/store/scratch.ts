import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { openStore, type Store } from "./open.ts";

/** For tests: a directory that is removed when the test ends. */
export async function scratchDir(): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), "oriel-store-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  return directory;
}

/** For tests: a store in a real file, closed when the test ends. */
export async function scratchStore(directory?: string): Promise<Store & { stateDir: string }> {
  const stateDir = directory ?? (await scratchDir());
  const store = await openStore(stateDir);
  onTestFinished(() => store.close());
  return { ...store, stateDir };
}
