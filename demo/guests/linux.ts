import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Entry } from "./cpio.ts";
import { type Module, ModuleTree } from "./modules.ts";
import { unpackPackages } from "./packages.ts";

/** What every guest is made of: a kernel with its modules, and busybox. */
export type Linux = { tree: string; image: Buffer; modules: ModuleTree; busybox: Buffer };

/** Fetches a Debian kernel, busybox and further packages into a scratch directory. */
export async function fetchLinux(kernelPackage: string, morePackages: readonly string[], scratch: string): Promise<Linux> {
  const tree = await unpackPackages([kernelPackage, "busybox-static", ...morePackages], scratch);
  const image = (await readdir(join(tree, "boot"))).find((file) => file.startsWith("vmlinuz-"));
  if (!image) throw new Error(`The package ${kernelPackage} has no kernel in it.`);
  const version = image.slice("vmlinuz-".length);
  const modules = [join(tree, "lib/modules", version), join(tree, "usr/lib/modules", version)];
  return {
    tree,
    image: await readFile(join(tree, "boot", image)),
    modules: await ModuleTree.read((await firstThatExists(modules)) ?? ""),
    busybox: await readFile((await firstThatExists([join(tree, "bin/busybox"), join(tree, "usr/bin/busybox")])) ?? ""),
  };
}

/** The initramfs's common part: busybox as the shell, and the usual empty directories. */
export function baseEntries(linux: Linux): Entry[] {
  const directories = ["bin", "etc", "proc", "sys", "dev", "root", "tmp", "lib", "lib/modules"];
  return [
    ...directories.map((path): Entry => ({ path, type: "directory" })),
    { path: "bin/busybox", type: "file", data: linux.busybox, executable: true },
    { path: "bin/sh", type: "link", to: "busybox" },
  ];
}

/** Modules as files, and a list named `group` with their paths in load order. */
export function moduleEntries(group: string, modules: readonly Module[]): Entry[] {
  const files = modules.map((module): Entry => ({ path: `lib/modules/${module.name}.ko`, type: "file", data: module.data }));
  const list = modules.map((module) => `/lib/modules/${module.name}.ko\n`).join("");
  return [...files, { path: `lib/modules/${group}`, type: "file", data: list }];
}

async function firstThatExists(paths: string[]): Promise<string | undefined> {
  for (const path of paths)
    if (
      await readdir(join(path, "..")).then(
        (names) => names.includes(path.split("/").at(-1) ?? ""),
        () => false,
      )
    )
      return path;
  return undefined;
}
