import { expect, it } from "vitest";
import type { Vm } from "#server/contract/vm.ts";
import { otherWaysIn } from "./ways-in.ts";

function machine(change: Partial<Vm> = {}): Vm {
  const graphics: Vm["graphics"] = [
    { type: "spice", password: true },
    { type: "vnc", password: true },
  ];
  return { id: "local.00000000-0000-4000-8000-000000000001", state: "running", graphics, serials: [{ tty: "ttyS0" }], ...change } as Vm;
}

it("are those that opening it does not lead to", () => {
  expect(otherWaysIn(machine(), null)).toEqual(["spice", "serial"]);
  expect(otherWaysIn(machine(), "spice")).toEqual(["vnc", "serial"]);
});

it("are none where there is one console, or the machine is off", () => {
  expect(otherWaysIn(machine({ graphics: [] }), null)).toEqual([]);
  expect(otherWaysIn(machine({ state: "shutoff" }), null)).toEqual([]);
});

it("leave a choice aside that the machine no longer has", () => {
  expect(otherWaysIn(machine({ graphics: [{ type: "vnc", password: false }] }), "spice")).toEqual(["serial"]);
});
