import type { Vm } from "#server/contract/vm.ts";
import { type Explained, lackOf, type WhyNot } from "../console/why-not.ts";

/** What people look for in a machine's screen, beside the picture. */
export const features = ["clipboard", "files", "sound", "match", "screens", "usb", "smartcard"] as const;
export type Feature = (typeof features)[number];

/** Where a feature works: over which display, and whether the guest's agent has to run for it; or why not. */
export type Standing = { over: "spice" | "vnc"; agent: boolean } | { why: WhyNot };

/** A feature in the browser's console and in a viewer of one's own, each by the best of the machine's displays. */
export type Row = { feature: Feature; browser: Standing; viewer: Standing };

type Machine = Pick<Vm, "graphics" | "video" | "devices">;

/** What works where, by a machine's definition: what it runs with while it runs. */
export function whatWorks(vm: Machine): Row[] {
  const displays = (["spice", "vnc"] as const).filter((protocol) => vm.graphics.some(({ type }) => type === protocol));
  const [best] = displays;
  if (!best) return features.map((feature) => ({ feature, browser: { why: "no-screen" }, viewer: { why: "no-screen" } }));
  return features.map((feature) => {
    if (isExplained(feature)) return { feature, browser: bestOf(feature, displays, vm), viewer: inViewer(feature, displays, vm) };
    const viewer: Standing = best === "spice" ? overSpice(feature, vm) : { why: "needs-spice" };
    return { feature, browser: { why: notInBrowser[feature] }, viewer };
  });
}

function isExplained(feature: Feature): feature is Explained {
  return feature === "clipboard" || feature === "files" || feature === "sound" || feature === "match";
}

/** The first display over which nothing is lacking, else what the best one lacks. */
function bestOf(feature: Explained, displays: readonly ("spice" | "vnc")[], vm: Machine): Standing {
  const standings = displays.map((over): Standing => {
    const why = lackOf(feature, over, vm);
    return why ? { why } : { over, agent: feature !== "sound" && !(feature === "match" && over === "vnc") };
  });
  return standings.find((one) => "over" in one) ?? (standings[0] as Standing);
}

/** VNC's clipboard is an extension that not every viewer speaks. */
function inViewer(feature: Explained, displays: readonly ("spice" | "vnc")[], vm: Machine): Standing {
  const best = bestOf(feature, displays, vm);
  return feature === "clipboard" && "over" in best && best.over === "vnc" ? { why: "depends-on-viewer" } : best;
}

const notInBrowser = { screens: "browser-screens", usb: "browser-usb", smartcard: "browser-smartcard" } as const;

function overSpice(feature: keyof typeof notInBrowser, { devices }: Machine): Standing {
  const there = { screens: devices.heads > 1, usb: devices.usbRedirection > 0, smartcard: devices.smartcard };
  const lacking = { screens: "one-head", usb: "no-usb-redirection", smartcard: "no-smartcard" } as const;
  return there[feature] ? { over: "spice", agent: feature === "screens" } : { why: lacking[feature] };
}
