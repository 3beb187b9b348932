import { createHash } from "node:crypto";
import { copyFile, link, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { buildPainter } from "./painter.ts";
import { buildTiny } from "./tiny.ts";

/** tiny: a text Linux, a shell on its screen and on its serial line. painter: known pictures, and reports of what it is told. */
export const guests = ["tiny", "painter"] as const;
export type GuestName = (typeof guests)[number];

/** What a guest boots from. Paths are absolute. */
export type GuestImage = { kernel: string; initrd: string };
export type GuestImages = Record<GuestName, GuestImage>;

/** Where built guests are kept: one folder for each state of the recipe. */
const CACHE = join(import.meta.dirname, "../.guests");
const builders = { tiny: buildTiny, painter: buildPainter };
const imagesIn = (directory: string): GuestImages => ({
  tiny: { kernel: join(directory, "tiny.kernel"), initrd: join(directory, "tiny.initrd") },
  painter: { kernel: join(directory, "painter.kernel"), initrd: join(directory, "painter.initrd") },
});

/** Whether {@link buildGuests} has nothing to do. */
export async function guestsAreBuilt(): Promise<boolean> {
  return exists(await finished());
}

/**
 * Builds the guests from Debian's packages, about half a minute; at once where this recipe has been built before. Safe to call from
 * several processes at a time.
 */
export async function buildGuests(onStep: (text: string) => void = () => {}): Promise<GuestImages> {
  const done = await finished();
  if (await exists(done)) return imagesIn(done);
  if (process.arch !== "x64") throw new Error(`The guests are built for x86-64; this machine is ${process.arch}.`);
  await mkdir(CACHE, { recursive: true });
  const work = await mkdtemp(join(CACHE, "building-"));
  try {
    const result = join(work, "result");
    await mkdir(result);
    for (const name of guests) {
      onStep(name);
      const scratch = join(work, name);
      await mkdir(scratch);
      await builders[name](scratch, imagesIn(result)[name]);
    }
    await removeOlder(done);
    await rename(result, done).catch(async (error) => {
      // Another process was quicker; its result is the same.
      if (!(await exists(done))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return imagesIn(done);
}

/**
 * Puts the images where QEMU's own user can read them.
 * @param options `copies`: as files of their own; the system's libvirt takes over the ownership of what it starts
 * @returns where they are there
 */
export async function publishGuests(images: GuestImages, directory: string, options: { copies?: boolean } = {}): Promise<GuestImages> {
  await mkdir(directory, { recursive: true, mode: 0o755 });
  const published = imagesIn(directory);
  for (const name of guests)
    for (const part of ["kernel", "initrd"] as const) await publish(images[name][part], published[name][part], options.copies ?? false);
  return published;
}

async function publish(from: string, to: string, copies: boolean): Promise<void> {
  const [source, present] = await Promise.all([stat(from), stat(to).catch(() => null)]);
  if (present && present.size === source.size && present.mtimeMs >= source.mtimeMs) return;
  const next = `${to}.next`;
  await rm(next, { force: true });
  if (copies) await copyFile(from, next);
  else await link(from, next).catch(() => copyFile(from, next));
  // A machine that runs may still have the old file open.
  await rename(next, to);
}

/** Every file of this folder decides what is built. */
async function finished(): Promise<string> {
  const files = (await readdir(import.meta.dirname, { recursive: true, withFileTypes: true }))
    .filter((file) => file.isFile() && !file.name.endsWith(".test.ts"))
    .map((file) => join(file.parentPath, file.name))
    .sort();
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${file.slice(import.meta.dirname.length)}\0`).update(await readFile(file));
  return join(CACHE, hash.digest("hex").slice(0, 16));
}

async function removeOlder(keep: string): Promise<void> {
  for (const name of await readdir(CACHE))
    if (!name.startsWith("building-") && join(CACHE, name) !== keep) await rm(join(CACHE, name), { recursive: true, force: true });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
