import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { readBootVga } from "./boot-vga.ts";
import { madeDevices } from "./fixtures/read.ts";

it("reads where the firmware showed its first picture, of the same devices only", async () => {
  const sysfs = mkdtempSync(join(tmpdir(), "oriel-sysfs-"));
  const write = (address: string, files: Record<string, string>) => {
    mkdirSync(join(sysfs, address));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(sysfs, address, name), `${text}\n`);
  };
  const { pci } = madeDevices("nvidia-desktop");
  write("0000:00:02.0", { boot_vga: "1", vendor: "0x8086", device: "0x5912" });
  write("0000:01:00.0", { boot_vga: "0", vendor: "0x1af4", device: "0x1050" });
  expect(await readBootVga(pci, sysfs)).toEqual(new Map([["0000:00:02.0", true]]));
  writeFileSync(join(sysfs, "0000:01:00.0", "vendor"), "0x10de\n");
  writeFileSync(join(sysfs, "0000:01:00.0", "device"), "0x1b80\n");
  expect((await readBootVga(pci, sysfs)).get("0000:01:00.0")).toBe(false);
  rmSync(sysfs, { recursive: true });
  expect(await readBootVga(pci, sysfs)).toEqual(new Map());
});
