import { expect, test } from "vitest";
import type { Protocol } from "#server/contract/console.ts";
import type { Vm, VmDevices } from "#server/contract/vm.ts";
import { messages as german } from "../messages/de/index.ts";
import { messages as english } from "../messages/en/index.ts";
import { noDevices } from "../vms/devices.fake.ts";
import type { Capability } from "./session.ts";
import { type Explained, explained, lackOf, type WhyNot, whyNot } from "./why-not.ts";

const machine = (devices: Partial<VmDevices> = {}, more: Partial<Vm> = {}): Vm =>
  ({ graphics: [{ type: "vnc", password: false }], video: ["virtio"], devices: { ...noDevices, ...devices }, ...more }) as Vm;
const both = { graphics: ["vnc", "spice"].map((type) => ({ type, password: false })) } as Partial<Vm>;
const open: ReadonlySet<Capability> = new Set(["screenshot"]);

test.each<[Explained, Protocol, Vm, WhyNot | null]>([
  ["sound", "serial", machine(), "text-only"],
  ["sound", "vnc", machine({ sound: ["ich9"] }), "needs-spice"],
  ["files", "vnc", machine({}, both), "use-spice"],
  ["clipboard", "vnc", machine({ spiceAgent: true }, both), "no-vnc-agent"],
  ["clipboard", "vnc", machine({ vdAgent: true }), null],
  ["match", "vnc", machine({}, { video: ["cirrus"] }), "fixed-video"],
  ["match", "vnc", machine(), null],
  ["sound", "spice", machine({}, both), "no-sound-card"],
  ["sound", "spice", machine({ sound: ["ich9"] }, both), null],
  ["files", "spice", machine({}, both), "no-spice-agent"],
  ["files", "spice", machine({ spiceAgent: true, spiceFiles: false }, both), "files-forbidden"],
  ["clipboard", "spice", machine({ spiceAgent: true, spiceClipboard: false }, both), "clipboard-forbidden"],
  ["match", "spice", machine({ spiceAgent: true, spiceClipboard: false, spiceFiles: false }, both), null],
])("%s over %s", (capability, protocol, vm, lack) => {
  expect(lackOf(capability, protocol, vm)).toBe(lack);
});

test("where the definition has all, it is the guest's agent or the right to control that is missing", () => {
  const vm = machine({ spiceAgent: true, sound: ["ich9"] }, both);
  const now = { can: open, protocol: "spice", viewing: false, vm } as const;
  expect(explained.map((one) => whyNot(one, now))).toEqual([null, "agent-silent", "agent-silent", "agent-silent"]);
  expect(whyNot("files", { ...now, viewing: true })).toBe("watching");
  expect(whyNot("match", { ...now, protocol: "vnc" })).toBe("guest-keeps-size");
});

test("what can be done, what is not open and what nobody looks for has no reason", () => {
  const now = { can: open, protocol: "vnc", viewing: false, vm: machine() } as const;
  expect(whyNot("sound", now)).toBe("needs-spice");
  expect(whyNot("sound", { ...now, can: new Set(["sound"]) })).toBeNull();
  expect(whyNot("sound", { ...now, can: new Set() })).toBeNull();
  expect(whyNot("search", now)).toBeNull();
});

test("both languages say every reason", () => {
  expect(Object.keys(german.ways.whyNot)).toEqual(Object.keys(english.ways.whyNot));
});
