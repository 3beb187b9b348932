import type { XmlElement } from "#server/hypervisors/xml/xml-element.ts";
import { Domain } from "./domain.ts";

/** What libvirt takes live of a `<graphics>`. */
const LIVE = ["passwd", "passwdValidTo"];

/**
 * The running displays' elements with the password and its end that the definition has, where they differ: what libvirt takes live. A
 * display that was started without a password is none of them (QEMU: "Could not set password"), nor one that loses it.
 * @param before the definition before the change: then only those that the change is about, because the portal gives running displays
 * passwords of their own
 */
export function liveUpdates(live: string, definition: string, before: string | null = null): { graphics: string[] } {
  return { graphics: liveElements(live, before, definition).map(String) };
}

/** The same as elements; [] where the machine is off. */
export function liveElements(live: string | null, before: string | null, definition: string): XmlElement[] {
  if (live === null) return [];
  const [wanted, old] = [displaysOf(definition), before === null ? null : displaysOf(before)];
  return displaysOf(live).filter((display) => {
    const fresh = sameType(wanted, display);
    if (!fresh || display.get("passwd") === null || fresh.get("passwd") === null) return false;
    const from = old ? sameType(old, display) : display;
    if (LIVE.every((name) => from?.get(name) === fresh.get(name))) return false;
    for (const name of LIVE) display.put(name, fresh.get(name));
    return true;
  });
}

function displaysOf(xml: string): XmlElement[] {
  return new Domain(xml).all("graphics").filter((element) => ["vnc", "spice"].includes(element.get("type") ?? ""));
}

function sameType(displays: readonly XmlElement[], display: XmlElement): XmlElement | undefined {
  return displays.find((other) => other.get("type") === display.get("type"));
}
