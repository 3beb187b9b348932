import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { GuestImage } from "./build.ts";
import { cpio, type Entry } from "./cpio.ts";
import { baseEntries, fetchLinux, moduleEntries } from "./linux.ts";

const RECIPE = join(import.meta.dirname, "tiny");
const MODULES = ["button", "evdev", "virtio_pci", "virtio_console"];

/** Debian's cloud kernel has no graphics drivers, so that the screen stays in VGA text mode, and unpacks quickly. */
export async function buildTiny(scratch: string, image: GuestImage): Promise<void> {
  const linux = await fetchLinux("linux-image-cloud-amd64", [], scratch);
  const texts = ["passwd", "shadow", "issue", "inittab", "profile", "banner"];
  const entries: Entry[] = [
    ...baseEntries(linux),
    ...moduleEntries("all", await linux.modules.inLoadOrder(MODULES)),
    { path: "init", type: "file", data: await recipe("init"), executable: true },
    { path: "etc/power-button", type: "file", data: await recipe("power-button"), executable: true },
    { path: "etc/control-shell", type: "file", data: await recipe("control-shell"), executable: true },
    ...(await Promise.all(texts.map(async (name): Promise<Entry> => ({ path: `etc/${name}`, type: "file", data: await recipe(name) })))),
  ];
  await writeFile(image.kernel, linux.image);
  await writeFile(image.initrd, cpio(entries));
}

function recipe(name: string): Promise<Buffer> {
  return readFile(join(RECIPE, name));
}
