import { execFile } from "node:child_process";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/**
 * Downloads Debian packages and unpacks them into a directory without installing them; apt checks their signatures. Needs no root.
 * @returns the directory they were unpacked into
 */
export async function unpackPackages(names: readonly string[], directory: string): Promise<string> {
  const downloads = join(directory, "downloads");
  const tree = join(directory, "tree");
  await mkdir(downloads, { recursive: true });
  await mkdir(tree, { recursive: true });
  try {
    await download(names, downloads, []);
  } catch {
    // No package lists yet, or lists so old that their files are gone: fetch lists of our own and try again.
    const lists = await freshLists(directory);
    await download(names, downloads, lists);
  }
  for (const file of await readdir(downloads)) await run("dpkg-deb", ["-x", join(downloads, file), tree]);
  return tree;
}

/** Whether this system's apt has a package. Debian itself has them all, even where its package lists are not there yet. */
export async function knowsPackage(name: string): Promise<boolean> {
  const system = await readFile("/etc/os-release", "utf8").catch(() => "");
  if (/^ID=debian$/m.test(system)) return true;
  return run("apt-cache", ["show", name]).then(
    () => true,
    () => false,
  );
}

async function download(names: readonly string[], into: string, options: string[]): Promise<void> {
  const real = await Promise.all(names.map((name) => behindMetaPackage(name, options)));
  // Without this, apt as root warns that its own user cannot write here.
  await run("apt-get", [...options, "-o", "APT::Sandbox::User=root", "download", "-q", ...real], { cwd: into });
}

/** linux-image-amd64 is an empty package that depends on the newest kernel's. */
async function behindMetaPackage(name: string, options: string[]): Promise<string> {
  if (!name.startsWith("linux-image-")) return name;
  const { stdout } = await run("apt-cache", [...options, "depends", name]);
  return /Depends: (linux-image-\S+)/.exec(stdout)?.[1] ?? name;
}

async function freshLists(directory: string): Promise<string[]> {
  const lists = join(directory, "apt/lists");
  const cache = join(directory, "apt/cache");
  await mkdir(join(lists, "partial"), { recursive: true });
  await mkdir(join(cache, "archives/partial"), { recursive: true });
  const options = ["-o", `Dir::State::lists=${lists}`, "-o", `Dir::Cache=${cache}`];
  await run("apt-get", [...options, "-o", "APT::Sandbox::User=root", "update", "-q"]);
  return options;
}
