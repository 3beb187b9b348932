import { execFile } from "node:child_process";
import { chown, rm } from "node:fs/promises";
import { promisify } from "node:util";

/**
 * A disk that takes what a machine writes, over an image that stays as it was built. An older one in its place is replaced.
 * @param owner who must be able to write to it; null: whoever runs this
 */
export async function makeOverlay(file: string, image: string, owner: { uid: number; gid: number } | null): Promise<void> {
  await rm(file, { force: true });
  await promisify(execFile)("qemu-img", ["create", "-q", "-f", "qcow2", "-b", image, "-F", "qcow2", file]);
  if (owner) await chown(file, owner.uid, owner.gid);
}
