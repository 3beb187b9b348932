import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What virt-xml-validate checks a domain by (`xmllint --relaxng`); one run of it takes many documents, and reads the schema once. */
const SCHEMA = "/usr/share/libvirt/schemas/domain.rng";

/** What libvirt's schema has against definitions; [] where it takes all of them. */
export async function schemaErrors(definitions: readonly string[]): Promise<string[]> {
  const directory = mkdtempSync(join(tmpdir(), "oriel-schema-"));
  try {
    const files = definitions.map((xml, index) => {
      const file = join(directory, `${index}.xml`);
      writeFileSync(file, xml);
      return file;
    });
    const said = await run("xmllint", ["--noout", "--relaxng", SCHEMA, ...files]);
    const lines = said.split("\n").filter((line) => line !== "");
    const valid = lines.filter((line) => line.endsWith(" validates"));
    if (valid.length === definitions.length) return [];
    const wrong = definitions.filter((_, index) => !valid.includes(`${files[index]} validates`));
    return [...lines.filter((line) => !line.endsWith(" validates")), ...wrong];
  } finally {
    rmSync(directory, { recursive: true });
  }
}

function run(program: string, args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    execFile(program, args, { maxBuffer: 64 * 1024 ** 2 }, (error, stdout, stderr) => {
      if (error && typeof error.code !== "number") reject(error);
      else resolve(stdout + stderr);
    });
  });
}
