import { execFileSync } from "node:child_process";
import { zstdDecompressSync } from "node:zlib";

/**
 * The kernel inside a bzImage, as an ELF file. QEMU starts it through its PVH entry, which saves the guest the unpacking: seconds
 * where the guest is emulated. Null where the compression is not one of those Debian has used.
 * The header's fields: Linux's Documentation/arch/x86/boot.rst.
 */
export function unpackKernel(image: Buffer): Buffer | null {
  const setupSectors = image.readUInt8(0x1f1) || 4;
  const start = (setupSectors + 1) * 512 + image.readUInt32LE(0x248);
  // The payload's last four bytes are the unpacked size.
  const payload = image.subarray(start, start + image.readUInt32LE(0x24c) - 4);
  const magic = payload.toString("hex", 0, 4);
  if (magic === "fd377a58") return execFileSync("xz", ["-dc", "--single-stream"], { input: payload, maxBuffer: 512 << 20 });
  if (magic === "28b52ffd") return zstdDecompressSync(payload);
  return null;
}
