import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "../corpus");

/** Definitions as they are met in the wild, by their names: "by-hand/ovirt". */
export function corpus(): [name: string, xml: string][] {
  return ["virt-install", "by-hand", "defined"].flatMap((folder) =>
    readdirSync(join(FOLDER, folder))
      .filter((file) => file.endsWith(".xml"))
      .map((file): [string, string] => [`${folder}/${file.slice(0, -4)}`, readFileSync(join(FOLDER, folder, file), "utf8")]),
  );
}
