import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { scratchDir } from "#server/store/scratch.ts";
import { readAuthority } from "./authority.ts";

const certificate = (body: string) => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`;

test("the first file with certificates counts, and of it nothing but them", async () => {
  const directory = await scratchDir();
  const [none, mixed, later] = ["none.pem", "mixed.pem", "later.pem"].map((name) => join(directory, name)) as [string, string, string];
  const key = "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----";
  await writeFile(mixed, `subject: a\n${certificate("QUFB")}\n${key}\n${certificate("QkJC")}\n`);
  await writeFile(later, certificate("Q0ND"));
  expect(await readAuthority([none, mixed, later])).toBe(`${certificate("QUFB")}\n${certificate("QkJC")}\n`);
  expect(await readAuthority([none])).toBeNull();
  expect(await readAuthority([])).toBeNull();
});
