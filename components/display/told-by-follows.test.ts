import { expect, test } from "vitest";
import type { Follow, PlannedChange } from "#server/contract/display-plan.ts";
import { notToldByFollows } from "./told-by-follows.ts";

const change = (code: string, values: PlannedChange["values"]): PlannedChange => ({ code, path: [], values, effect: "power-cycle" });
const follow = (id: Follow["id"], values: Follow["values"], applied = true): Follow => ({
  id,
  action: "convert",
  values,
  applied,
  required: false,
});

test("what a follow tells is not told twice", () => {
  const type = change("graphics.type", { before: "spice", after: "vnc" });
  const changes = [
    type,
    change("sound.added", { model: "ich9" }),
    change("audio.backend", { before: "none", after: "spice" }),
    change("usb-redirection", { before: 0, after: 2 }),
    change("device.removed", { device: "spice-agent" }),
    change("device.added", { device: "vnc-agent" }),
    change("video.model", { before: "qxl", after: "vga" }),
    change("video.heads", { model: "vga", before: 1, after: "" }),
    change("spice-port.removed", { name: "x" }),
  ];
  const follows = [
    follow("sound", { before: "", after: "ich9" }),
    follow("audio-backend", { before: "none", after: "spice" }),
    follow("usb-redirection", { before: 0, after: 2 }),
    follow("vnc-agent", { before: "spicevmc", after: "qemu-vdagent" }),
    follow("video", { before: "qxl", after: "vga" }),
    follow("spice-port", { name: "x", before: "spiceport", after: "" }),
  ];
  expect(notToldByFollows(changes, follows)).toEqual([type]);
});

test("what was declined, and what the person changed beside it, is told", () => {
  const changes = [
    change("video.model", { before: "vga", after: "virtio" }),
    change("video.heads", { model: "virtio", before: 1, after: 2 }),
    change("device.removed", { device: "tablet" }),
  ];
  const follows = [follow("video", { before: "qxl", after: "vga" }), follow("tablet", {}, false)];
  expect(notToldByFollows(changes, follows)).toEqual(changes);
});
