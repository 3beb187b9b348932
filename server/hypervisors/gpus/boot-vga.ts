import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { isDisplay } from "./gpus-of.ts";
import type { PciDevice } from "./node-device.ts";

/** https://docs.kernel.org/admin-guide/abi-testing.html: /sys/bus/pci/devices/.../boot_vga */
const SYSFS = "/sys/bus/pci/devices";

/**
 * On which of this machine's GPUs its firmware showed the first picture; those whose files cannot be read, or that are another device here,
 * are left out. libvirt does not tell it.
 */
export async function readBootVga(pci: readonly PciDevice[], sysfs: string = SYSFS): Promise<Map<string, boolean>> {
  const known = new Map<string, boolean>();
  for (const device of pci.filter(isDisplay)) {
    const file = (name: string) => readFile(join(sysfs, device.address, name), "utf8").then((text) => text.trim());
    const [flag, vendor, product] = await Promise.all(["boot_vga", "vendor", "device"].map((name) => file(name).catch(() => null)));
    const isSame = vendor === device.vendorId && product === device.productId;
    if (isSame && (flag === "0" || flag === "1")) known.set(device.address, flag === "1");
  }
  return known;
}
