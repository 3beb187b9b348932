import { execFileSync } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { zstdDecompressSync } from "node:zlib";

export type Module = { name: string; data: Buffer };

/** The modules of one kernel's tree (lib/modules/VERSION). */
export class ModuleTree {
  private readonly paths: Map<string, string>;

  private constructor(paths: Map<string, string>) {
    this.paths = paths;
  }

  static async read(directory: string): Promise<ModuleTree> {
    const files = await readdir(directory, { recursive: true });
    const modules = files.filter((file) => /\.ko(\.xz|\.zst)?$/.test(file));
    return new ModuleTree(new Map(modules.map((file) => [nameOf(file), join(directory, file)])));
  }

  /** The named modules and all they depend on, in an order in which they can be loaded. Names that are built in are left out. */
  async inLoadOrder(names: readonly string[]): Promise<Module[]> {
    const found = new Map<string, Module>();
    for (const name of names) await this.visit(nameOf(name), found);
    return [...found.values()];
  }

  private async visit(name: string, found: Map<string, Module>): Promise<void> {
    const path = this.paths.get(name);
    if (!path || found.has(name)) return;
    const data = decompress(path, await readFile(path));
    for (const below of dependenciesOf(data)) await this.visit(below, found);
    found.set(name, { name, data });
  }
}

/** Files spell a module with dashes or underscores, dependencies with underscores. */
function nameOf(file: string): string {
  return (file.split("/").at(-1) ?? "").replace(/\.ko.*$/, "").replaceAll("-", "_");
}

function decompress(path: string, data: Buffer): Buffer {
  if (path.endsWith(".xz")) return execFileSync("xz", ["-dc"], { input: data, maxBuffer: 64 << 20 });
  if (path.endsWith(".zst")) return zstdDecompressSync(data);
  return data;
}

/** A module's .modinfo section is a row of `key=value`, each ended by a zero byte. */
function dependenciesOf(data: Buffer): string[] {
  const list = /\0depends=([\w,-]*)\0/.exec(data.toString("latin1"))?.[1] ?? "";
  return list.split(",").filter(Boolean).map(nameOf);
}
