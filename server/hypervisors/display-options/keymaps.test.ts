import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { keymapsOf } from "./keymaps.ts";

it("lists this machine's keymaps, and those of the manual for another or where there are none", async () => {
  const directory = mkdtempSync(join(tmpdir(), "oriel-keymaps-"));
  for (const name of ["sv", "en-us", "common", "modifiers"]) writeFileSync(join(directory, name), "");
  expect(await keymapsOf(true, ["/nowhere", directory])).toEqual(["en-us", "sv"]);
  for (const documented of [await keymapsOf(false, [directory]), await keymapsOf(true, ["/nowhere"])])
    expect(documented).toEqual(expect.arrayContaining(["de-ch", "en-gb", "nl-be"]));
  rmSync(directory, { recursive: true });
});
