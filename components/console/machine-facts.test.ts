import { expect, it } from "vitest";
import type { Vm } from "#server/contract/vm.ts";
import { noDevices } from "../vms/devices.fake.ts";
import { factsOf, openable } from "./machine-facts.ts";

const vm: Vm = {
  id: "local.00000000-0000-0000-0000-000000000000",
  name: "tiny",
  title: "",
  host: "local",
  state: "running",
  graphics: [{ type: "vnc", password: false }],
  serials: [{ tty: "ttyS0", log: false }],
  video: ["vga"],
  devices: noDevices,
  vcpus: 1,
  memoryMiB: 256,
  addresses: [],
  persistent: true,
  pendingChange: false,
};

it("offers what the machine has and the browser can open, VNC first", () => {
  expect(openable(vm)).toEqual(["vnc", "serial"]);
  expect(openable({ graphics: [{ type: "sdl", password: false }], serials: [] })).toEqual([]);
});

it("counts a paused machine as on: it has a screen", () => {
  expect(factsOf({ ...vm, state: "paused" }, undefined).on).toBe(true);
  expect(factsOf({ ...vm, state: "shutoff" }, undefined).on).toBe(false);
});

it("takes a hypervisor that the person may not see for one that answers", () => {
  expect(factsOf(vm, undefined).hostUp).toBe(true);
  expect(factsOf(vm, { state: "down" }).hostUp).toBe(false);
});

it("says that a machine is gone", () => {
  expect(factsOf(undefined, undefined)).toMatchObject({ gone: true, on: false });
});
