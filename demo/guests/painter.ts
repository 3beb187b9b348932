import { execFile } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { gunzipSync } from "node:zlib";
import type { GuestImage } from "./build.ts";
import { cpio, type Entry } from "./cpio.ts";
import { unpackKernel } from "./kernel.ts";
import { baseEntries, fetchLinux, type Linux, moduleEntries } from "./linux.ts";

const RECIPE = join(import.meta.dirname, "painter");
const FONTS = { large: "Uni2-TerminusBold32x16", small: "Uni2-Terminus20x10" };
/** `base` is loaded always; of the others the one whose device is there (init). */
const MODULES = {
  base: ["virtio_pci", "virtio_console", "button", "evdev", "psmouse", "xhci_pci", "usbhid", "hid_generic"],
  bochs: ["bochs"],
  qxl: ["qxl"],
  virtio: ["virtio_gpu"],
  cirrus: ["cirrus"],
};

/** Debian's full kernel with its graphics drivers, and one program (painter/*.c) that draws. */
export async function buildPainter(scratch: string, image: GuestImage): Promise<void> {
  const linux = await fetchLinux("linux-image-amd64", ["libdrm-dev", "console-setup-linux"], scratch);
  const program = join(scratch, "painter");
  await compile(linux, program);
  const entries: Entry[] = [
    ...baseEntries(linux),
    ...(await modules(linux)),
    ...(await Promise.all(Object.entries(FONTS).map(([name, file]) => font(linux, name, file)))).flat(),
    { path: "init", type: "file", data: await readFile(join(RECIPE, "init")), executable: true },
    { path: "bin/painter", type: "file", data: await readFile(program), executable: true },
  ];
  await writeFile(image.kernel, unpackKernel(linux.image) ?? linux.image);
  await writeFile(image.initrd, cpio(entries));
}

async function compile(linux: Linux, program: string): Promise<void> {
  const sources = (await readdir(RECIPE)).filter((file) => file.endsWith(".c")).map((file) => join(RECIPE, file));
  const warnings = ["-Wall", "-Wextra", "-Werror"];
  const include = ["libdrm", "drm"].flatMap((name) => ["-I", join(linux.tree, "usr/include", name)]);
  await promisify(execFile)("gcc", [
    "-std=gnu17",
    "-D_GNU_SOURCE",
    "-O2",
    ...warnings,
    "-static",
    "-s",
    ...include,
    "-o",
    program,
    ...sources,
    "-lm",
  ]);
}

/** Two groups may share modules; a file is written once. */
async function modules(linux: Linux): Promise<Entry[]> {
  const entries = new Map<string, Entry>();
  for (const [group, names] of Object.entries(MODULES))
    for (const entry of moduleEntries(group, await linux.modules.inLoadOrder(names))) entries.set(entry.path, entry);
  return [...entries.values()];
}

/** Without the font the painter writes nothing. */
async function font(linux: Linux, name: string, file: string): Promise<Entry[]> {
  const packed = await readFile(join(linux.tree, "usr/share/consolefonts", `${file}.psf.gz`)).catch(() => null);
  return packed ? [{ path: `etc/${name}.psf`, type: "file", data: gunzipSync(packed) }] : [];
}
