import { access, readdir, readFile } from "node:fs/promises";
import { release } from "node:os";
import { join } from "node:path";
import type { Entry } from "./cpio.ts";
import { type Module, ModuleTree } from "./modules.ts";
import { knowsPackage, unpackPackages } from "./packages.ts";

/** What every guest is made of: a kernel with its modules, and busybox. */
export type Linux = { version: string; tree: string; image: Buffer; modules: ModuleTree; busybox: Buffer };

/** Debian's kernel, busybox and further packages, in a scratch directory; on a system without these packages its own kernel and busybox. */
export async function fetchLinux(kernelPackage: string, morePackages: readonly string[], scratch: string): Promise<Linux> {
  if (!(await knowsPackage(kernelPackage))) return readLinux("/", release());
  const tree = await unpackPackages([kernelPackage, "busybox-static", ...morePackages], scratch);
  const image = (await readdir(join(tree, "boot"))).find((file) => file.startsWith("vmlinuz-"));
  return readLinux(tree, image?.slice("vmlinuz-".length) ?? "");
}

async function readLinux(tree: string, version: string): Promise<Linux> {
  const find = async (what: string, paths: string[]) => {
    const found = await firstThatExists(paths.map((path) => join(tree, path)));
    if (found) return found;
    throw new Error(
      `There is no ${what} to make a machine of: ${paths.map((path) => join(tree, path)).join(" or ")}. Install it, then run this again.`,
    );
  };
  const modules = await find("kernel with modules", [`lib/modules/${version}`, `usr/lib/modules/${version}`]);
  return {
    version,
    tree,
    image: await readFile(await find("kernel", [`boot/vmlinuz-${version}`, `lib/modules/${version}/vmlinuz`])),
    modules: await ModuleTree.read(modules),
    busybox: await readFile(await find("static busybox", ["bin/busybox", "usr/bin/busybox", "usr/sbin/busybox"])),
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
  for (const path of paths) {
    const there = await access(path).then(
      () => true,
      () => false,
    );
    if (there) return path;
  }
  return undefined;
}
