import type { SerialSettings } from "#server/contract/display-settings.ts";
import { XmlElement } from "#server/hypervisors/xml/xml-element.ts";
import type { Domain } from "./domain.ts";
import { repeatsSerial } from "./read-settings.ts";

const ORDER = ["source", "protocol", "log", "target"];

export function addSerial(domain: Domain, wanted: SerialSettings): void {
  const element = XmlElement.make(wanted.element, { type: wanted.source });
  domain.add(element);
  writeTarget(domain, element, wanted.target);
  writeLog(domain, element, wanted.log);
}

/** @param before what the element says */
export function changeSerial(domain: Domain, element: XmlElement, before: SerialSettings, wanted: SerialSettings): void {
  const changed = before.source !== wanted.source || before.target !== wanted.target || before.log !== wanted.log;
  if (changed) forgetRepeat(domain, element);
  if (before.source !== wanted.source) {
    element.set("type", wanted.source);
    domain.drop(element, "source", "protocol");
  }
  if (before.target !== wanted.target) writeTarget(domain, element, wanted.target);
  if (before.log !== wanted.log) writeLog(domain, element, wanted.log);
}

export function removeSerial(domain: Domain, element: XmlElement): void {
  forgetRepeat(domain, element);
  domain.remove(element);
}

/** The first serial line stands a second time as a `<console>`, from which libvirt would bring it back. It writes a new one by itself. */
export function forgetRepeat(domain: Domain, element: XmlElement): void {
  if (domain.all("serial")[0] !== element) return;
  for (const console of domain.all("console")) if (repeatsSerial(domain, console)) domain.remove(console);
}

function writeTarget(domain: Domain, element: XmlElement, target: string | null): void {
  const present = element.child("target");
  if (target === null) {
    present?.unset("type");
    if (present) domain.drop(present, "model");
  } else if (present) {
    present.set("type", target);
    domain.drop(present, "model");
  } else {
    domain.place(element, XmlElement.make("target", { type: target }), ORDER);
  }
}

/** What is there is added to: libvirt's own virtlogd keeps the file from growing without end. */
function writeLog(domain: Domain, element: XmlElement, file: string | null): void {
  const present = element.child("log");
  if (file === null) domain.drop(element, "log");
  else if (present) present.set("file", file);
  else domain.place(element, XmlElement.make("log", { file, append: "on" }), ORDER);
}
