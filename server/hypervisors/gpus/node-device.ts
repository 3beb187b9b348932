import type { z } from "zod";
import type { mdevType } from "#server/contract/gpu.ts";
import { pciAddress } from "../domain-attributes.ts";
import { below, parseXml, textBelow, type XmlElement } from "../xml-element.ts";

/** A PCI function of the host. */
export type PciDevice = {
  kind: "pci";
  /** libvirt's: "pci_0000_01_00_0". */
  name: string;
  address: string;
  /** "0x030000"; "" where libvirt is older than 5.2 and does not tell. */
  class: string;
  /** "0x10de" */
  vendorId: string;
  productId: string;
  vendor: string;
  product: string;
  driver: string | null;
  iommuGroup: number | null;
  mdevTypes: MdevType[];
};
type MdevType = z.infer<typeof mdevType>;

/** A mediated device that exists. */
export type MdevDevice = { kind: "mdev"; uuid: string; type: string; parent: string };

/**
 * Reads a device of the host (https://libvirt.org/formatnode.html).
 * @returns null for other kinds of device, and for a mediated device that is only defined
 * @throws {Error} where the XML is not well-formed
 */
export function readNodeDevice(xml: string): PciDevice | MdevDevice | null {
  const device = parseXml(xml);
  const capability = (type: string) => below(device, "capability").find(({ attributes }) => attributes.type === type);
  const [pci, mdev] = [capability("pci"), capability("mdev")];
  if (pci) return pciDevice(device, pci);
  return mdev ? mdevDevice(device, mdev) : null;
}

function pciDevice(device: XmlElement, pci: XmlElement): PciDevice | null {
  const part = (name: string) => textBelow(pci, name) ?? "";
  const address = pciAddress({ domain: part("domain"), bus: part("bus"), slot: part("slot"), function: part("function") });
  if (address === null) return null;
  const [vendor, product, group] = ["vendor", "product", "iommuGroup"].map((name) => below(pci, name)[0]);
  const number = Number(group?.attributes.number ?? Number.NaN);
  return {
    kind: "pci",
    name: textBelow(device, "name") ?? "",
    address,
    class: part("class"),
    vendorId: vendor?.attributes.id ?? "",
    productId: product?.attributes.id ?? "",
    vendor: vendor?.text.trim() || (vendor?.attributes.id ?? ""),
    product: product?.text.trim() || (product?.attributes.id ?? ""),
    driver: textBelow(device, "driver", "name"),
    iommuGroup: Number.isInteger(number) ? number : null,
    mdevTypes: below(pci, "capability")
      .filter(({ attributes }) => attributes.type === "mdev_types")
      .flatMap((types) => below(types, "type").map(typeOf)),
  };
}

function typeOf(type: XmlElement): MdevType {
  const id = type.attributes.id ?? "";
  return {
    id,
    name: textBelow(type, "name") ?? id,
    available: Number(textBelow(type, "availableInstances")) || 0,
    deviceApi: textBelow(type, "deviceAPI") ?? "",
  };
}

/** Before libvirt 6.6 its uuid stands in the name only: "mdev_4b20d080_1b54_4048_85b3_a6a62d165c01". One that has no path does not exist. */
function mdevDevice(device: XmlElement, mdev: XmlElement): MdevDevice | null {
  const named = /^mdev_([0-9a-f]{8}(?:_[0-9a-f]{4}){3}_[0-9a-f]{12})/i.exec(textBelow(device, "name") ?? "")?.[1]?.replaceAll("_", "-");
  const uuid = (textBelow(mdev, "uuid") ?? named)?.toLowerCase();
  if (uuid === undefined || textBelow(device, "path") === null) return null;
  return { kind: "mdev", uuid, type: below(mdev, "type")[0]?.attributes.id ?? "", parent: textBelow(device, "parent") ?? "" };
}
