import { expect, test } from "vitest";
import type { Vm, VmDevices } from "#server/contract/vm.ts";
import { noDevices } from "../vms/devices.fake.ts";
import { features, whatWorks } from "./what-works.ts";

function table(types: readonly ("vnc" | "spice")[], devices: Partial<VmDevices> = {}, video = ["virtio"]) {
  const graphics = types.map((type) => ({ type, password: false }));
  const rows = whatWorks({ graphics, video, devices: { ...noDevices, ...devices } } as Vm);
  const short = (one: (typeof rows)[number]["browser"]) => ("why" in one ? one.why : `${one.over}${one.agent ? " + agent" : ""}`);
  return Object.fromEntries(rows.map(({ feature, browser, viewer }) => [feature, [short(browser), short(viewer)]]));
}

const everything = { sound: ["ich9"], spiceAgent: true, usbRedirection: 2, smartcard: true, heads: 2 };

test("a SPICE machine with all devices does all in a viewer, and in the browser all that a browser can", () => {
  expect(table(["vnc", "spice"], everything)).toEqual({
    clipboard: ["spice + agent", "spice + agent"],
    files: ["spice + agent", "spice + agent"],
    sound: ["spice", "spice"],
    match: ["spice + agent", "spice + agent"],
    screens: ["browser-screens", "spice + agent"],
    usb: ["browser-usb", "spice"],
    smartcard: ["browser-smartcard", "spice"],
  });
});

test("a SPICE machine without devices says which it lacks, and uses VNC where that can", () => {
  expect(table(["vnc", "spice"])).toEqual({
    clipboard: ["no-spice-agent", "no-spice-agent"],
    files: ["no-spice-agent", "no-spice-agent"],
    sound: ["no-sound-card", "no-sound-card"],
    match: ["vnc", "vnc"],
    screens: ["browser-screens", "one-head"],
    usb: ["browser-usb", "no-usb-redirection"],
    smartcard: ["browser-smartcard", "no-smartcard"],
  });
});

test("a VNC machine says what only SPICE carries", () => {
  const { clipboard, match, ...others } = table(["vnc"], { ...everything, vdAgent: true }, ["cirrus"]);
  expect([clipboard, match]).toEqual([
    ["vnc + agent", "depends-on-viewer"],
    ["fixed-video", "fixed-video"],
  ]);
  for (const [, viewer] of Object.values(others)) expect(viewer).toBe("needs-spice");
});

test("a machine without a screen says so in every row", () => {
  expect(Object.values(table([]))).toEqual(features.map(() => ["no-screen", "no-screen"]));
});
