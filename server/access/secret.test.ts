import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { expect, test } from "vitest";
import { scratchDir } from "#server/store/scratch.ts";
import { readSecret } from "./secret.ts";

test("a configured secret is taken, and nothing is written", async () => {
  const stateDir = await scratchDir();
  expect(await readSecret({ secret: "configured", stateDir })).toBe("configured");
  expect(await readdir(stateDir)).toEqual([]);
});

test("one is made once, for all who start at once, and only its owner can read it", async () => {
  const stateDir = join(await scratchDir(), "state");
  // Each starts a little later than the one before, so that some find none while others are making it.
  const starts = Array.from({ length: 40 }, async (_, turns) => {
    for (let turn = 0; turn < turns; turn++) await setImmediate();
    return await readSecret({ secret: null, stateDir });
  });
  const secrets = await Promise.all(starts);
  expect(new Set(secrets).size).toBe(1);
  expect(secrets[0]).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(await readdir(stateDir)).toEqual(["secret"]);
  expect(((await stat(join(stateDir, "secret"))).mode & 0o777).toString(8)).toBe("600");
  expect((await readFile(join(stateDir, "secret"), "utf8")).trim()).toBe(secrets[0]);
});

test("an empty file is no secret", async () => {
  const stateDir = await scratchDir();
  await writeFile(join(stateDir, "secret"), "\n");
  await expect(readSecret({ secret: null, stateDir })).rejects.toThrow("holds no secret");
});
