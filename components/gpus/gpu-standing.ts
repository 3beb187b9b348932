import type { Gpu, ReadinessCheck } from "#server/contract/gpu.ts";

/** What a GPU is called; some have no name in the host's list of PCI devices. */
export function nameOf({ product, vendor, address }: Pick<Gpu, "product" | "vendor" | "address">): string {
  return product || vendor || address;
}

/** What becomes of a GPU now: what keeps it from being handed to a machine, or `free`. `cut`: it is divided into virtual ones. */
export type Standing = "in-use" | "host-console" | "no-iommu" | "cut" | "free";

export function standingOf(gpu: Gpu): Standing {
  if (gpu.usedBy.some(({ running }) => running)) return "in-use";
  if (gpu.hostConsole) return "host-console";
  if (gpu.mdevs.length > 0) return "cut";
  return gpu.iommuGroup === null ? "no-iommu" : "free";
}

/**
 * The checks that tell something of a GPU. Nothing is to be made ready of the one with the host's own console, and one that is cut into
 * virtual GPUs keeps its own driver; that the console is elsewhere goes without saying.
 */
export function checksOf(gpu: Gpu, checks: readonly ReadinessCheck[]): ReadinessCheck[] {
  const cut = gpu.mdevTypes.length > 0 || gpu.mdevs.length > 0;
  return checks.filter(({ id, gpu: about }) => {
    if (about !== gpu.address || id === "host-console") return false;
    if (id === "vendor-manager") return cut || !gpu.hostConsole;
    return !gpu.hostConsole && !(cut && (id === "vfio" || id === "nouveau"));
  });
}

/** Whether the host has to be told something before a GPU can be handed over. */
export function needsCommands(gpus: readonly Gpu[], checks: readonly ReadinessCheck[]): boolean {
  const host = checks.filter(({ gpu }) => gpu === null);
  const told = [...host, ...gpus.flatMap((gpu) => checksOf(gpu, checks))];
  return told.some(({ id, state }) => state === "missing" && (id === "iommu" || id === "vfio" || id === "nouveau"));
}

/** Lines for one system; `title`: for which, null for whatever it is. */
export type CommandBlock = { title: string | null; lines: string[] };

/** Commands by the comments that stand above them. */
export function commandBlocks(commands: readonly string[]): CommandBlock[] {
  const blocks: CommandBlock[] = [];
  for (const line of commands) {
    const last = blocks.at(-1);
    if (line.startsWith("# ")) blocks.push({ title: line.slice(2), lines: [] });
    else if (last) last.lines.push(line);
    else blocks.push({ title: null, lines: [line] });
  }
  return blocks.filter(({ lines }) => lines.length > 0);
}
