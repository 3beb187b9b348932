import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** virsh takes XML as a file. Nobody else needs to read it: there may be a password in it. */
export async function withXmlFile<T>(xml: string, use: (file: string) => Promise<T>): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), "oriel-xml-"));
  try {
    const file = join(directory, "domain.xml");
    writeFileSync(file, xml, { mode: 0o600 });
    return await use(file);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
