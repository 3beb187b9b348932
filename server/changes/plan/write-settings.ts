import type { DisplaySettings } from "#server/contract/display-settings.ts";
import { XmlElement } from "#server/hypervisors/xml/xml-element.ts";
import type { Domain } from "./domain.ts";
import { hasUsb } from "./machine-facts.ts";
import { same } from "./same.ts";
import { writeAgents, writeFolderSharing, writeTablet, writeUsbRedirection } from "./write-agents.ts";
import { addGraphics, changeGraphics } from "./write-graphics.ts";
import { addHostDevice, changeHostDevice } from "./write-host-devices.ts";
import { addSerial, changeSerial, removeSerial } from "./write-serials.ts";
import { addVideo, changeVideo, makePrimary } from "./write-video.ts";

/**
 * Changes a definition so that it says what the settings say. What they agree on is not touched, nor what they do not speak of; a key that
 * the definition does not have is passed over.
 * @param before what the definition says
 */
export function writeSettings(domain: Domain, before: DisplaySettings, wanted: DisplaySettings): void {
  writeEach(before.graphics, wanted.graphics, domain.all("graphics"), {
    add: (item) => addGraphics(domain, item),
    change: (element, _, item) => changeGraphics(domain, element, item),
    remove: (element) => domain.remove(element),
  });
  writeVideos(domain, before, wanted);
  writeEach(before.sound, wanted.sound, domain.all("sound"), {
    add: ({ model }) => domain.add(XmlElement.make("sound", { model })),
    change: (element, _, { model }) => element.set("model", model),
    remove: (element) => domain.remove(element),
  });
  if (before.spiceAgent !== wanted.spiceAgent || before.vncAgent !== wanted.vncAgent) writeAgents(domain, before, wanted);
  if (before.folderSharing !== wanted.folderSharing) writeFolderSharing(domain, wanted.folderSharing);
  if (before.usbRedirection !== wanted.usbRedirection) writeUsbRedirection(domain, wanted.usbRedirection);
  if (before.tablet !== wanted.tablet) writeTablet(domain, wanted.tablet, hasUsb(domain) ? "usb" : "virtio");
  writeSerials(domain, before, wanted);
  writeEach(before.hostDevices, wanted.hostDevices, domain.all("hostdev"), {
    add: (item) => addHostDevice(domain, item),
    change: (element, old, item) => changeHostDevice(element, old, item),
    remove: (element) => domain.remove(element),
  });
}

function writeVideos(domain: Domain, before: DisplaySettings, wanted: DisplaySettings): void {
  const elements = domain.all("video");
  writeEach(before.video, wanted.video, elements, {
    add: (item) => addVideo(domain, item),
    change: (element, old, item) => changeVideo(domain, element, old, item),
    remove: (element) => domain.remove(element),
  });
  const primary = wanted.video.findIndex((video) => video.primary);
  if (primary < 0) return;
  const { key } = wanted.video[primary] ?? {};
  const fresh = wanted.video.slice(0, primary).filter((video) => video.key === null).length;
  const added = domain.all("video").filter((element) => !elements.includes(element));
  const element = key === null || key === undefined ? added[fresh] : elements[key];
  if (element && domain.all("video").includes(element)) makePrimary(domain, element);
}

function writeSerials(domain: Domain, before: DisplaySettings, wanted: DisplaySettings): void {
  // Before any is changed: a console that repeats the first serial line goes with it, and the places of the others shift.
  const all = { serial: domain.all("serial"), console: domain.all("console") };
  for (const name of ["serial", "console"] as const) {
    const of = (settings: DisplaySettings) => settings.serials.filter(({ element }) => element === name);
    writeEach(of(before), of(wanted), all[name], {
      add: (item) => addSerial(domain, item),
      change: (element, old, item) => changeSerial(domain, element, old, item),
      remove: (element) => removeSerial(domain, element),
    });
  }
}

type Keyed = { key: number | null };
type Writers<Item> = {
  add(item: Item): void;
  change(element: XmlElement, before: Item, item: Item): void;
  remove(element: XmlElement): void;
};

/** @param elements all elements of the name, as the keys count them */
function writeEach<Item extends Keyed>(
  before: readonly Item[],
  wanted: readonly Item[],
  elements: readonly XmlElement[],
  writers: Writers<Item>,
): void {
  for (const old of before) {
    const element = elements[old.key ?? -1];
    const item = wanted.find(({ key }) => key === old.key);
    if (!element) continue;
    if (!item) writers.remove(element);
    else if (!same(old, item)) writers.change(element, old, item);
  }
  for (const item of wanted) if (item.key === null) writers.add(item);
}
