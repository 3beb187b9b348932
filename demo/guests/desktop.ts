import { execFile } from "node:child_process";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { GuestImage } from "./build.ts";
import { cpio } from "./cpio.ts";
import { buildSystem } from "./debian-system.ts";
import { chime } from "./desktop/chime.ts";
import { wallpaper } from "./desktop/wallpaper.ts";
import { unpackKernel } from "./kernel.ts";
import { baseEntries, fetchLinux, type Linux, moduleEntries } from "./linux.ts";

const RECIPE = join(import.meta.dirname, "desktop");
const DISK_GIB = 2;

/** What the first program needs to reach the disk, and what the system loads for the devices it finds. */
const DISK_MODULES = ["virtio_pci", "virtio_blk", "crc32c_generic", "ext4"];
const MODULES = [
  ...["bochs", "qxl", "virtio_gpu", "cirrus"],
  ...["virtio_pci", "virtio_console", "virtio_input", "virtio_rng", "button", "evdev", "psmouse", "uinput"],
  ...["xhci_pci", "uhci_hcd", "usbhid", "hid_generic", "usb_storage", "uas", "sd_mod", "sr_mod", "isofs", "vfat", "nls_ascii"],
  ...["snd_hda_intel", "snd_hda_codec_generic", "snd_usb_audio"],
];

const PACKAGES = [
  ...["busybox-static", "udev", "kmod", "login", "procps"],
  ...["xserver-xorg-core", "xserver-xorg-input-libinput", "xserver-xorg-video-qxl", "x11-xserver-utils", "x11-utils", "xkb-data", "xclip"],
  ...["openbox", "tint2", "xwallpaper", "xterm", "mousepad", "netsurf-gtk"],
  ...["fonts-inter", "fonts-jetbrains-mono", "elementary-xfce-icon-theme", "adwaita-icon-theme", "librsvg2-common"],
  ...["spice-vdagent", "qemu-guest-agent", "pulseaudio", "pulseaudio-utils", "alsa-utils"],
];

/** What nobody in this guest looks at: most of what the packages would put on the disk. */
const LEFT_OUT = [
  ...["doc", "man", "info", "locale", "help", "gtk-doc", "lintian", "bug", "sounds", "iso-codes", "poppler", "ghostscript"].map(
    (name) => `/usr/share/${name}/*`,
  ),
  ...["256x256", "512x512", "96x96", "64x64", "scalable-up-to-32"].map((size) => `/usr/share/icons/Adwaita/${size}/*`),
  ...["128", "96", "64"].map((size) => `/usr/share/icons/elementary-xfce/*/${size}/*`),
  ...["type1", "opentype/urw-base35", "X11/Type1"].map((name) => `/usr/share/fonts/${name}/*`),
  // OpenGL's drivers, video codecs and their compilers: the processor draws everything.
  ...["dri/*", "libLLVM*", "libz3*", "vdpau/*", "mfx/*", "libmfxhw64*"].map((name) => `/usr/lib/x86_64-linux-gnu/${name}`),
  ...["/usr/lib/gcc/*", "/usr/lib/systemd/system/*"],
];

/** A small desktop on a disk, made of Debian's packages; whoever sits at its screen is signed in as "demo". */
export async function buildDesktop(scratch: string, image: GuestImage, say: (text: string) => void): Promise<void> {
  if (!image.disk) throw new Error("The desktop lives on a disk.");
  const linux = await fetchLinux("linux-image-amd64", [], join(scratch, "linux"));
  await writeFile(image.kernel, unpackKernel(linux.image) ?? linux.image);
  await writeFile(image.initrd, await initrd(linux));
  const files = join(scratch, "files");
  await stage(linux, files);
  const plain = join(scratch, "disk");
  await buildSystem({ packages: PACKAGES, leftOut: LEFT_OUT, files, disk: plain, gib: DISK_GIB }, say);
  say("packing the disk");
  await promisify(execFile)("qemu-img", ["convert", "-c", "-O", "qcow2", "-o", "compression_type=zstd", plain, image.disk]);
  await rm(plain);
}

async function initrd(linux: Linux): Promise<Buffer> {
  return cpio([
    ...baseEntries(linux),
    ...moduleEntries("disk", await linux.modules.inLoadOrder(DISK_MODULES)),
    { path: "init", type: "file", data: await readFile(join(RECIPE, "init")), executable: true },
  ]);
}

/** What goes into the new system besides its packages: `configure` runs there and puts the rest in its place. */
async function stage(linux: Linux, files: string): Promise<void> {
  await cp(join(RECIPE, "root"), join(files, "root"), { recursive: true });
  await cp(join(RECIPE, "configure"), join(files, "configure"));
  const pictures = join(files, "root/usr/share/oriel");
  await mkdir(pictures, { recursive: true });
  await writeFile(join(pictures, "wallpaper.png"), wallpaper());
  await writeFile(join(pictures, "chime.wav"), chime());
  const modules = join(files, "modules", linux.version);
  await mkdir(modules, { recursive: true });
  for (const { name, data } of await linux.modules.inLoadOrder([...DISK_MODULES, ...MODULES]))
    await writeFile(join(modules, `${name}.ko`), data);
}
