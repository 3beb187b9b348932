import { createHash } from "node:crypto";
import { copyFile, link, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { buildDesktop } from "./desktop.ts";
import { buildPainter } from "./painter.ts";
import { buildTiny } from "./tiny.ts";

/**
 * tiny: a text Linux, a shell on its screen and on its serial line. painter: known pictures, and reports of what it is told. desktop: a
 * small desktop on a disk, with the agents of SPICE and QEMU.
 */
export const guests = ["tiny", "painter", "desktop"] as const;
export type GuestName = (typeof guests)[number];

/** What a guest boots from. Paths are absolute. A disk is not to be written to: machines have overlays of their own over it (overlay.ts). */
export type GuestImage = { kernel: string; initrd: string; disk?: string };
export type GuestImages<Name extends GuestName = GuestName> = Record<Name, GuestImage>;

/** Where built guests are kept: for each guest one folder for each state of its recipe. */
const CACHE = join(import.meta.dirname, "../.guests");
const builders = { tiny: buildTiny, painter: buildPainter, desktop: buildDesktop };
const parts = { tiny: ["kernel", "initrd"], painter: ["kernel", "initrd"], desktop: ["kernel", "initrd", "disk"] } as const;

/** Whether {@link buildGuests} has nothing to do. */
export async function guestsAreBuilt(names: readonly GuestName[]): Promise<boolean> {
  const there = await Promise.all(names.map(async (name) => exists(await finished(name))));
  return there.every(Boolean);
}

/**
 * Builds guests from Debian's packages, half a minute for the small ones and up to two for the desktop; at once where this recipe has been
 * built before. Safe to call from several processes at a time, and to interrupt.
 */
export async function buildGuests<Name extends GuestName>(
  names: readonly Name[],
  onStep: (text: string) => void = () => {},
): Promise<GuestImages<Name>> {
  const images: Partial<GuestImages> = {};
  for (const name of names) images[name] = await buildGuest(name, onStep);
  return images as GuestImages<Name>;
}

async function buildGuest(name: GuestName, onStep: (text: string) => void): Promise<GuestImage> {
  const done = await finished(name);
  if (await exists(done)) return imageIn(done, name);
  if (process.arch !== "x64") throw new Error(`The guests are built for x86-64; this machine is ${process.arch}.`);
  onStep(`building ${name}`);
  await mkdir(CACHE, { recursive: true });
  await removeLeftovers();
  const work = await mkdtemp(join(CACHE, `building-${process.pid}-`));
  try {
    const [scratch, result] = [join(work, name), join(work, "result")];
    await Promise.all([mkdir(scratch), mkdir(result)]);
    await builders[name](scratch, imageIn(result, name), (text) => onStep(`${name}: ${text}`));
    await removeOlder(name, done);
    await rename(result, done).catch(async (error) => {
      // Another process was quicker; its result is the same.
      if (!(await exists(done))) throw error;
    });
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return imageIn(done, name);
}

/**
 * Puts the images where QEMU's own user can read them.
 * @param options `copies`: as files of their own; the system's libvirt takes over the ownership of what it starts
 * @returns where they are there
 */
export async function publishGuests<Images extends Partial<GuestImages>>(
  images: Images,
  directory: string,
  options: { copies?: boolean } = {},
): Promise<Images> {
  const published: Partial<GuestImages> = {};
  for (const [name, image] of Object.entries(images) as [GuestName, GuestImage][]) {
    // Each state of a recipe stays beside the last one: a machine may have its disk over that.
    const place = join(directory, basename(dirname(image.kernel)));
    await mkdir(place, { recursive: true, mode: 0o755 });
    const there = imageIn(place, name);
    for (const part of parts[name]) await publish(image[part] ?? "", there[part] ?? "", options.copies ?? false);
    published[name] = there;
  }
  return published as Images;
}

function imageIn(directory: string, name: GuestName): GuestImage {
  return Object.fromEntries(parts[name].map((part) => [part, join(directory, `${name}.${part}`)])) as GuestImage;
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

/** Every file of this folder decides what is built, except those of the other guests: NAME.ts and the folder NAME. */
async function finished(name: GuestName): Promise<string> {
  const others = guests.filter((other) => other !== name).flatMap((other) => [`/${other}.ts`, `/${other}/`]);
  const files = (await readdir(import.meta.dirname, { recursive: true, withFileTypes: true }))
    .filter((file) => !file.isDirectory() && !file.name.endsWith(".test.ts"))
    .map((file) => join(file.parentPath, file.name))
    .filter((file) => !others.some((other) => file.slice(import.meta.dirname.length).startsWith(other)))
    .sort();
  const hash = createHash("sha256");
  for (const file of files) hash.update(`${file.slice(import.meta.dirname.length)}\0`).update(await readFile(file));
  return join(CACHE, `${name}-${hash.digest("hex").slice(0, 16)}`);
}

async function removeOlder(name: GuestName, keep: string): Promise<void> {
  for (const entry of await readdir(CACHE))
    if (entry.startsWith(`${name}-`) && join(CACHE, entry) !== keep) await rm(join(CACHE, entry), { recursive: true, force: true });
}

/** What builds have left that were interrupted: their processes are gone. */
async function removeLeftovers(): Promise<void> {
  for (const entry of await readdir(CACHE)) {
    const pid = /^building-(\d+)-/.exec(entry)?.[1];
    if (pid && !(await exists(`/proc/${pid}`))) await rm(join(CACHE, entry), { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
