import { describe, expect, it } from "vitest";
import type { Host } from "#server/contract/host.ts";
import type { Vm } from "#server/contract/vm.ts";
import { applyEvent, type FleetState } from "./fleet-state.ts";

const vm = (id: string, state: Vm["state"] = "running") => ({ id, name: id, state, addresses: [] as string[] }) as unknown as Vm;
const host = (key: string, state: Host["state"] = "up") => ({ key, state }) as Host;
const before: FleetState = { vms: [vm("a"), vm("b")], hosts: [host("local")] };
const nothing = { type: "changes", vms: [], gone: [], hosts: [] } as const;

describe("applyEvent", () => {
  it("replaces, adds and removes, in place", () => {
    const after = applyEvent(before, { ...nothing, vms: [vm("b", "shutoff"), vm("c")], gone: ["a"], hosts: [] });
    expect(after.vms.map(({ id, state }) => [id, state])).toEqual([
      ["b", "shutoff"],
      ["c", "running"],
    ]);
  });

  it("keeps a machine that is gone and came back in one event", () => {
    const after = applyEvent(before, { ...nothing, vms: [vm("c")], gone: ["c"], hosts: [] });
    expect(after.vms.map(({ id }) => id)).toEqual(["a", "b", "c"]);
  });

  it("leaves what did not change the same object", () => {
    const after = applyEvent(before, { ...nothing, vms: [vm("b", "paused")], gone: [], hosts: [] });
    expect(after.vms[0]).toBe(before.vms[0]);
    expect(after.hosts).toBe(before.hosts);
    expect(applyEvent(before, { ...nothing, vms: [], gone: [], hosts: [host("local", "down")] }).vms).toBe(before.vms);
  });

  it("takes a snapshot as the whole truth, and keeps the objects of machines that are as they were", () => {
    const after = applyEvent(before, { type: "snapshot", vms: [vm("b"), vm("z")], hosts: [host("lab")] });
    expect(after.vms.map(({ id }) => id)).toEqual(["b", "z"]);
    expect(after.vms[0]).toBe(before.vms[1]);
    expect(after.hosts.map(({ key }) => key)).toEqual(["lab"]);
  });
});
