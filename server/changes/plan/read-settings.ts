import type { DisplaySettings, HostDeviceSettings, SerialSettings, VideoSettings } from "#server/contract/display-settings.ts";
import type { XmlElement } from "#server/hypervisors/xml/xml-element.ts";
import { folderChannels, spiceAgents, tablets, usbRedirections, vncAgents } from "./device-kinds.ts";
import { Domain } from "./domain.ts";
import { graphicsOf } from "./read-graphics.ts";

/**
 * Reads the screens of a definition and what hangs on them. Passwords are not told.
 * @throws {Error} where the text is no domain's XML
 */
export function readSettings(definitionXml: string): DisplaySettings {
  return settingsOf(new Domain(definitionXml));
}

export function settingsOf(domain: Domain): DisplaySettings {
  return {
    graphics: present(domain.all("graphics").map(graphicsOf)),
    video: videoOf(domain.all("video")),
    sound: domain.all("sound").map((sound, key) => ({ key, model: sound.get("model") || "default" })),
    spiceAgent: spiceAgents(domain).length > 0,
    vncAgent: vncAgents(domain).length > 0,
    usbRedirection: usbRedirections(domain).length,
    tablet: tablets(domain).length > 0,
    folderSharing: folderChannels(domain).length > 0,
    serials: serialsOf(domain),
    hostDevices: present(domain.all("hostdev").map(hostDeviceOf)),
  };
}

/** libvirt takes the first for the primary one where none is marked. */
function videoOf(elements: XmlElement[]): VideoSettings[] {
  const marked = elements.some((element) => element.child("model")?.get("primary") === "yes");
  return elements.map((element, key) => {
    const model = element.child("model");
    const type = model?.get("type") || "default";
    return {
      key,
      model: type,
      ram: numberOf(model, "ram"),
      vram: numberOf(model, "vram"),
      vram64: numberOf(model, "vram64"),
      vgamem: numberOf(model, "vgamem"),
      heads: numberOf(model, "heads"),
      primary: type !== "none" && (marked ? model?.get("primary") === "yes" : key === 0),
      accel3d: model?.child("acceleration")?.get("accel3d") === "yes",
    };
  });
}

function numberOf(element: XmlElement | null, name: string): number | null {
  const text = element?.get(name) ?? "";
  return /^\d{1,10}$/.test(text) ? Number(text) : null;
}

/** The first serial line stands a second time as a `<console>`: https://libvirt.org/formatdomain.html#console */
export function repeatsSerial(domain: Domain, console: XmlElement): boolean {
  const target = console.child("target")?.get("type") ?? "serial";
  return target === "serial" && domain.all("serial").length > 0;
}

function serialsOf(domain: Domain): SerialSettings[] {
  const serials = domain.all("serial").map((element, key) => serialOf("serial", element, key));
  const consoles = domain.all("console").map((element, key) => (repeatsSerial(domain, element) ? null : serialOf("console", element, key)));
  return [...serials, ...present(consoles)];
}

function serialOf(name: SerialSettings["element"], element: XmlElement, key: number): SerialSettings {
  return {
    key,
    element: name,
    source: element.get("type") || "pty",
    target: element.child("target")?.get("type") || null,
    log: element.child("log")?.get("file") || null,
  };
}

function hostDeviceOf(element: XmlElement, key: number): HostDeviceSettings | null {
  const address = element.child("source")?.child("address");
  if (!address || element.get("mode") !== "subsystem") return null;
  if (element.get("type") === "pci") return pciOf(address, key);
  const uuid = address.get("uuid")?.toLowerCase();
  if (element.get("type") !== "mdev" || element.get("model") !== "vfio-pci" || !uuid) return null;
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(uuid)
    ? { key, type: "mdev", uuid, display: element.get("display") === "on" }
    : null;
}

function pciOf(address: XmlElement, key: number): HostDeviceSettings | null {
  const part = (name: string, digits: number) =>
    Number(address.get(name) ?? 0)
      .toString(16)
      .padStart(digits, "0");
  const text = `${part("domain", 4)}:${part("bus", 2)}:${part("slot", 2)}.${part("function", 1)}`;
  return /^[0-9a-f]{4}:[0-9a-f]{2}:[01][0-9a-f]\.[0-7]$/.test(text) ? { key, type: "pci", address: text } : null;
}

function present<T>(items: readonly (T | null)[]): T[] {
  return items.filter((item) => item !== null);
}
