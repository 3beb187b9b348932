import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type BootSettings, bootCommands } from "./boot-commands.ts";
import { madeInventory } from "./fixtures/read.ts";

const intel: BootSettings = { cpuVendor: "intel", ids: ["10de:1b80", "10de:10f0"], nouveau: true };
const linesFor = (loader: string, settings = intel) => bootCommands(settings).find((one) => one.loader === loader)?.commands ?? [];

describe("run as they stand, on a root of their own", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "oriel-boot-"));
    for (const name of ["update-grub", "grubby", "grub2-mkconfig", "update-initramfs", "dracut"]) write(`bin/${name}`, "#!/bin/sh\n");
    write("bin/bootctl", `#!/bin/sh\necho ${root}/boot/efi\n`);
    write("etc/default/grub", 'GRUB_TIMEOUT=5\nGRUB_CMDLINE_LINUX_DEFAULT="quiet"\nGRUB_CMDLINE_LINUX="console=ttyS0"\n');
    write("boot/grub/menu.lst", "timeout 5\ntitle Linux\n  root (hd0,0)\n  kernel /vmlinuz ro root=/dev/sda1\n  initrd /initrd\n");
    write("boot/efi/loader/entries/one.conf", "title Linux\nlinux /vmlinuz\noptions root=/dev/sda1 quiet\n");
    write("etc/kernel/cmdline", "root=/dev/sda1 quiet\n");
    write("etc/initramfs-tools/modules", "# none\n");
    for (const directory of ["etc/modprobe.d", "etc/dracut.conf.d"]) mkdirSync(join(root, directory), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
    chmodSync(join(root, path), 0o755);
  }
  const read = (path: string) => readFileSync(join(root, path), "utf8");

  /** Runs a loader's lines twice, for whoever is not sure whether they have. */
  function run(loader: string, settings = intel): void {
    const script = linesFor(loader, settings)
      .join("\n")
      .replaceAll(/(?<=[\s>])\/(?=etc\/|boot\/)/g, `${root}/`);
    for (const _ of [1, 2]) execFileSync("sh", ["-e", "-c", script], { env: { ...process.env, PATH: `${root}/bin:/usr/bin:/bin` } });
  }

  it("GRUB 2", () => {
    run("grub2");
    expect(read("etc/default/grub")).toBe(
      'GRUB_TIMEOUT=5\nGRUB_CMDLINE_LINUX_DEFAULT="quiet"\nGRUB_CMDLINE_LINUX="intel_iommu=on iommu=pt console=ttyS0"\n',
    );
    expect(read("etc/modprobe.d/vfio.conf")).toMatch(/^options vfio-pci ids=10de:1b80,10de:10f0\nsoftdep nouveau pre: vfio-pci\n/);
    expect(read("etc/modprobe.d/blacklist-nouveau.conf")).toBe("blacklist nouveau\noptions nouveau modeset=0\n");
    expect(read("etc/initramfs-tools/modules")).toBe("# none\nvfio-pci\n");
    expect(read("etc/dracut.conf.d/vfio.conf")).toBe('force_drivers+=" vfio-pci "\n');
  });

  it("GRUB legacy", () => {
    run("grub");
    const line = "intel_iommu=on iommu=pt pci-stub.ids=10de:1b80,10de:10f0 rdblacklist=nouveau";
    expect(read("boot/grub/menu.lst")).toBe(
      `timeout 5\ntitle Linux\n  root (hd0,0)\n  kernel /vmlinuz ro root=/dev/sda1 ${line}\n  initrd /initrd\n`,
    );
    expect(read("etc/modprobe.d/blacklist-nouveau.conf")).toContain("blacklist nouveau\n");
  });

  it("systemd-boot", () => {
    run("systemd-boot", { ...intel, cpuVendor: "amd" });
    const line = "amd_iommu=on iommu=pt";
    expect(read("boot/efi/loader/entries/one.conf")).toBe(`title Linux\nlinux /vmlinuz\noptions root=/dev/sda1 quiet ${line}\n`);
    expect(read("etc/kernel/cmdline")).toBe(`root=/dev/sda1 quiet ${line}\n`);
  });
});

it("says nothing of what there is nothing to do about", () => {
  expect(bootCommands({ cpuVendor: null, ids: [], nouveau: false })).toEqual([]);
  const text = linesFor("grub2", { cpuVendor: "amd", ids: [], nouveau: false }).join("\n");
  expect(text).toContain("amd_iommu=on");
  expect(text).not.toMatch(/vfio|nouveau|initramfs|dracut/);
});

it.each([
  ["the GPU and its sound, and nouveau out", "nvidia-desktop", "ids=10de:10f0,10de:1b80", /blacklist nouveau/],
  ["nothing of a kind that the console's GPU is of, nor one that shares its group", "amd-twins", null, /intel_iommu/],
  ["no GPU that is cut into virtual ones", "nvidia-vgpu", null, /blacklist nouveau/],
] as const)("hands over %s", (_, name, ids, also) => {
  const text = madeInventory(name)
    .commands.map(({ commands }) => commands.join("\n"))
    .join("\n");
  if (ids) expect(text).toContain(ids);
  else expect(text).not.toContain("ids=");
  expect(text).toMatch(also);
});
