import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

type Entry = { dependencies?: Record<string, string>; optionalDependencies?: Record<string, string> };
const lock: { packages: Record<string, Entry> } = JSON.parse(readFileSync(join(import.meta.dirname, "../package-lock.json"), "utf8"));

/** Whether a package finds another, as Node looks for it: in its own folder, then in each folder above. */
function finds(from: string, name: string): boolean {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf("node_modules/") - 1))) {
    if (lock.packages[`${at && `${at}/`}node_modules/${name}`]) return true;
    if (at === "") return false;
  }
}

test("package-lock.json names what every package needs, on every platform: else npm ci refuses it", () => {
  const missing = Object.entries(lock.packages).flatMap(([path, entry]) =>
    Object.keys({ ...entry.dependencies, ...entry.optionalDependencies })
      .filter((name) => !finds(path, name))
      .map((name) => `${path} needs ${name}`),
  );
  expect(missing).toEqual([]);
});
