import type { HostDeviceSettings } from "#server/contract/display-settings.ts";
import { XmlElement } from "#server/hypervisors/xml/xml-element.ts";
import type { Domain } from "./domain.ts";

export function addHostDevice(domain: Domain, wanted: HostDeviceSettings): void {
  const source = XmlElement.make("source", {}, [XmlElement.make("address", addressOf(wanted))]);
  const own: Record<string, string> =
    wanted.type === "pci" ? { managed: "yes" } : { model: "vfio-pci", display: wanted.display ? "on" : "off" };
  domain.add(XmlElement.make("hostdev", { mode: "subsystem", type: wanted.type, ...own }, [source]));
}

/** @param before what the element says */
export function changeHostDevice(element: XmlElement, before: HostDeviceSettings, wanted: HostDeviceSettings): void {
  const address = element.child("source")?.child("address");
  const [old, fresh] = [Object.entries(addressOf(before)), addressOf(wanted)];
  if (old.some(([name, value]) => fresh[name] !== value)) {
    for (const [name, value] of Object.entries(fresh)) address?.set(name, value);
  }
  if (before.type !== "mdev" || wanted.type !== "mdev" || before.display === wanted.display) return;
  element.set("display", wanted.display ? "on" : "off");
  // QEMU's boot picture for a vGPU needs its display.
  if (!wanted.display) element.unset("ramfb");
}

function addressOf(device: HostDeviceSettings): Record<string, string> {
  if (device.type === "mdev") return { uuid: device.uuid };
  const [domain = "", bus = "", slot = "", unit = ""] = device.address.split(/[:.]/);
  return { domain: `0x${domain}`, bus: `0x${bus}`, slot: `0x${slot}`, function: `0x${unit}` };
}
