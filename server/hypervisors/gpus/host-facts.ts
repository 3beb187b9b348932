import { below, parseXml, textBelow } from "../xml-element.ts";

/** What a host's capabilities tell of handing devices over. */
export type HostFacts = {
  cpuVendor: "intel" | "amd" | null;
  /** Whether its IOMMU is on; null where it does not say (libvirt before 3.8). */
  iommu: boolean | null;
};

const VENDORS: Record<string, HostFacts["cpuVendor"]> = { Intel: "intel", AMD: "amd", Hygon: "amd" };

/**
 * Reads a host's capabilities (https://libvirt.org/formatcaps.html).
 * @throws {Error} where they are not well-formed
 */
export function hostFacts(capabilitiesXml: string): HostFacts {
  const root = parseXml(capabilitiesXml);
  const [iommu] = below(root, "host", "iommu");
  return {
    cpuVendor: VENDORS[textBelow(root, "host", "cpu", "vendor") ?? ""] ?? null,
    iommu: iommu ? iommu.attributes.support === "yes" : null,
  };
}
