import { readdir } from "node:fs/promises";

/** Where QEMU's packages put its keymaps. */
const DIRECTORIES = ["/usr/share/qemu/keymaps", "/usr/share/qemu-kvm/keymaps", "/usr/local/share/qemu/keymaps"];

/** Those that QEMU's manual lists for -k (https://www.qemu.org/docs/master/system/invocation.html). */
const DOCUMENTED =
  "ar da de de-ch en-gb en-us es et fi fo fr fr-be fr-ca fr-ch hr hu is it ja lt lv mk nl nl-be no pl pt pt-br ru sl sv th tr".split(" ");

/** The keymaps of this machine's QEMU where the hypervisor is this machine and they can be read, else those of QEMU's manual. */
export async function keymapsOf(isLocal: boolean, directories: readonly string[] = DIRECTORIES): Promise<string[]> {
  for (const directory of isLocal ? directories : []) {
    const names = await readdir(directory).catch(() => []);
    // Newer ones have no "common" and the like any more; a keymap is named by a language, and perhaps a country.
    const keymaps = names.filter((name) => /^[a-z]{2}(-[a-z]{2})?$|^bepo$/.test(name));
    if (keymaps.length > 0) return keymaps.sort();
  }
  return DOCUMENTED;
}
