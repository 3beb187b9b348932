import type { VideoSettings } from "#server/contract/display-settings.ts";
import { XmlElement } from "#server/hypervisors/xml/xml-element.ts";
import type { Domain } from "./domain.ts";

/** Sizes in KiB, as attributes of `<model>`. */
export const SIZES = ["ram", "vram", "vram64", "vgamem"] as const;

/** Options of `<driver>` that only virtio devices have (virtioOptions of libvirt's schema), and the way out of QEMU's process. */
const VIRTIO_DRIVER = ["iommu", "ats", "packed", "page_per_vq", "name"];
/** Models that are no PCI device: an address of one cannot stay. */
const WITHOUT_ADDRESS = ["none", "ramfb"];
/** Models whose first picture's size can be set. */
const WITH_RESOLUTION = ["vga", "qxl", "virtio", "bochs"];

export function addVideo(domain: Domain, wanted: VideoSettings): void {
  const element = XmlElement.make("video", {}, [XmlElement.make("model", { type: wanted.model })]);
  domain.add(element);
  writeModel(domain, element, wanted);
}

/** @param before what the element says */
export function changeVideo(domain: Domain, element: XmlElement, before: VideoSettings, wanted: VideoSettings): void {
  if (before.model !== wanted.model) changeType(domain, element, wanted.model);
  writeModel(domain, element, wanted);
}

function changeType(domain: Domain, element: XmlElement, type: string): void {
  const model = modelOf(domain, element);
  model.set("type", type);
  if (type === "none") for (const name of [...SIZES, "heads", "primary"]) model.unset(name);
  if (type !== "virtio") {
    domain.drop(model, "acceleration");
    const driver = element.child("driver");
    for (const name of VIRTIO_DRIVER) driver?.unset(name);
    if (driver && !/[=<]/.test(driver.toString().slice(1))) domain.remove(driver);
  }
  if (!WITH_RESOLUTION.includes(type)) domain.drop(model, "resolution");
  if (WITHOUT_ADDRESS.includes(type)) domain.drop(element, "address");
}

function modelOf(domain: Domain, element: XmlElement): XmlElement {
  const present = element.child("model");
  if (present) return present;
  const model = XmlElement.make("model");
  domain.place(element, model, ["driver", "model"]);
  return model;
}

function writeModel(domain: Domain, element: XmlElement, wanted: VideoSettings): void {
  const model = element.child("model");
  if (!model || wanted.model === "none") return;
  for (const name of [...SIZES, "heads"] as const) {
    const text = wanted[name] === null ? null : String(wanted[name]);
    if ((model.get(name) === null ? null : Number(model.get(name))) !== wanted[name]) model.put(name, text);
  }
  const acceleration = model.child("acceleration");
  if ((acceleration?.get("accel3d") === "yes") === wanted.accel3d) return;
  if (acceleration) acceleration.set("accel3d", wanted.accel3d ? "yes" : "no");
  else domain.place(model, XmlElement.make("acceleration", { accel3d: "yes" }), ["acceleration"]);
}

/** Marks one device as the primary one and puts it first, as libvirt does. Where it is so already nothing is written. */
export function makePrimary(domain: Domain, element: XmlElement): void {
  const all = domain.all("video");
  const marked = all.filter((video) => video.child("model")?.get("primary") === "yes");
  if (marked.length === 0 ? all[0] === element : marked.length === 1 && marked[0] === element) return;
  for (const video of marked) video.child("model")?.unset("primary");
  element.child("model")?.set("primary", "yes");
  domain.putFirst(element);
}
