import { lstatSync, mkdirSync } from "node:fs";
import { join } from "node:path";

const isRoot = process.getuid?.() === 0;

/**
 * Where a libvirt daemon of the demo's own lives. Outside of home directories, which QEMU's user cannot read, and with a short path,
 * because the paths of sockets in it must stay below 108 bytes.
 */
export const privateDirectory = isRoot ? "/var/lib/oriel-demo" : `/var/tmp/oriel-demo-${process.getuid?.()}`;

/** Where the machines' kernels lie for the system's libvirt. */
export const systemImages = isRoot ? "/var/lib/libvirt/images/oriel-demo" : join(privateDirectory, "images");

/** Makes a directory that others can read. Refuses one that somebody else has put there. */
export function makePlace(directory: string): void {
  mkdirSync(directory, { recursive: true, mode: 0o755 });
  const { uid } = lstatSync(directory);
  if (!isRoot && uid !== process.getuid?.()) throw new Error(`${directory} belongs to another user. Remove it, then run this again.`);
}
