import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { packages } from "./packages.ts";

const ROOT = join(import.meta.dirname, "../..");

function manifest(path: string): { license?: string; version?: string; dependencies?: Record<string, string> } {
  return JSON.parse(readFileSync(join(ROOT, path, "package.json"), "utf8"));
}

it.each([...packages, { name: "@novnc/novnc", licence: "MPL-2.0" }, { name: "spice-client", licence: "LGPL-3.0-or-later" }])(
  "$name is named with its own licence",
  ({ name, licence }) => {
    expect(manifest(`node_modules/${name}`).license).toBe(licence);
  },
);

/** Said with another package of the list, or at work only while Oriel is built. */
const apart =
  /^(?:@xterm\/addon-.*|react-dom|node|esbuild|typescript|tailwindcss|@tailwindcss\/.*|@peculiar\/asn1-.*|reflect-metadata|@novnc\/novnc|spice-client)$/;

it("leaves out none of those that Oriel is made with", () => {
  const named = new Set(packages.map(({ name }) => name));
  const used = Object.keys(manifest(".").dependencies ?? {});
  expect(used.filter((name) => !apart.test(name) && !named.has(name))).toEqual([]);
});
