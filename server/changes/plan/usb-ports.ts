import type { XmlElement } from "#server/hypervisors/xml/xml-element.ts";
import type { Domain } from "./domain.ts";
import { hasUsb } from "./machine-facts.ts";

/** Ports of USB controllers by their models (virDomainUSBAddressControllerModelToPorts); companions of "ich9-ehci1" share its ports. */
const PORTS: Readonly<Record<string, number>> = {
  "piix3-uhci": 2,
  "piix4-uhci": 2,
  "vt82c686b-uhci": 2,
  "pci-ohci": 3,
  ehci: 6,
  "ich9-ehci1": 6,
  "nec-xhci": 4,
  "qemu-xhci": 4,
  qusb1: 8,
  qusb2: 8,
};
/** What QEMU's hub has; it takes one port itself. */
const HUB = 8;

/** Whether libvirt finds ports for more USB devices: it adds hubs by itself, for which one free port is enough ("No free USB ports"). */
export function fitsUsb(domain: Domain): boolean {
  if (!hasUsb(domain)) return false;
  const placed = usbDevices(domain).filter((device) => device.all("address").some((address) => address.get("type") === "usb"));
  return placed.length < portsOf(domain);
}

/** What is written down; else what libvirt adds by itself to a PC: PIIX's controller, or on Q35 an xHCI. */
function portsOf(domain: Domain): number {
  const controllers = domain.all("controller").filter((controller) => controller.get("type") === "usb");
  const hubs = domain.all("hub").filter((hub) => hub.get("type") === "usb").length * HUB;
  if (controllers.length === 0) return hubs + defaultPorts(domain);
  return controllers.reduce((sum, controller) => sum + portsOfController(controller, domain), hubs);
}

function portsOfController(controller: XmlElement, domain: Domain): number {
  const model = controller.get("model");
  return Number(controller.get("ports") ?? (model === null ? defaultPorts(domain) : (PORTS[model] ?? 0)));
}

function defaultPorts(domain: Domain): number {
  const machine = domain.root.child("os")?.child("type")?.get("machine") ?? "";
  return (machine.includes("q35") ? PORTS["qemu-xhci"] : PORTS["piix3-uhci"]) ?? 0;
}

function usbDevices(domain: Domain): XmlElement[] {
  const onBus = (name: string) => domain.all(name).filter((device) => device.get("bus") === "usb");
  const ofType = (name: string) => domain.all(name).filter((device) => device.get("type") === "usb" || device.get("model") === "usb");
  const inTarget = [...domain.all("disk"), ...domain.all("serial")].filter((device) =>
    ["usb", "usb-serial"].some((usb) => [device.child("target")?.get("bus"), device.child("target")?.get("type")].includes(usb)),
  );
  // A tablet without a bus is on USB; PS/2 has none.
  const tablets = domain.all("input").filter((input) => input.get("type") === "tablet" && input.get("bus") === null);
  const ccid = domain.all("controller").filter((controller) => controller.get("type") === "ccid");
  return [
    ...onBus("input"),
    ...tablets,
    ...onBus("redirdev"),
    ...ofType("hostdev"),
    ...ofType("sound"),
    ...ofType("hub"),
    ...inTarget,
    ...ccid,
  ];
}
