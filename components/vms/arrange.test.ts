import { describe, expect, it } from "vitest";
import type { Host } from "#server/contract/host.ts";
import type { Vm } from "#server/contract/vm.ts";
import { arrange } from "./arrange.ts";
import { noDevices } from "./devices.fake.ts";
import { plainView } from "./list-view.ts";

function vm(name: string, fields: Partial<Vm> = {}): Vm {
  const host = fields.host ?? "local";
  return {
    id: `${host}.00000000-0000-4000-8000-${Buffer.from(name).toString("hex").padStart(12, "0").slice(-12)}`,
    name,
    title: "",
    host,
    state: "running",
    graphics: [],
    serials: [],
    video: [],
    devices: noDevices,
    vcpus: 1,
    memoryMiB: 1024,
    addresses: [],
    persistent: true,
    pendingChange: false,
    ...fields,
  };
}

function host(key: string, state: Host["state"] = "up"): Host {
  return {
    key,
    name: `${key}.example.org`,
    uri: "qemu:///system",
    state,
    error: null,
    seenAt: null,
    libvirtVersion: null,
    cpus: null,
    memoryMiB: null,
  };
}

const hosts = [host("local"), host("lab", "down")];
const names = (vms: Vm[], view: Partial<typeof plainView>) => arrange(vms, hosts, { ...plainView, ...view }).rows.map((row) => row.vm.name);

describe("arrange", () => {
  it("sorts names as people count", () => {
    expect(names([vm("web-10"), vm("web-2"), vm("Web-1")], {})).toEqual(["Web-1", "web-2", "web-10"]);
  });

  it("keeps names ascending among equals when turned round", () => {
    const vms = [vm("b"), vm("a", { id: "local.ffffffff-0000-4000-8000-000000000000" }), vm("c", { memoryMiB: 4096 })];
    expect(names(vms, { sort: "memory", descending: true })).toEqual(["c", "a", "b"]);
  });

  it("finds by every word, in name, title, host and address", () => {
    const vms = [vm("db-1", { title: "Ledger" }), vm("db-2", { addresses: ["10.0.0.7"] }), vm("web", { host: "lab" })];
    expect(names(vms, { query: "db ledger" })).toEqual(["db-1"]);
    expect(names(vms, { query: "10.0.0.7" })).toEqual(["db-2"]);
    expect(names(vms, { query: "LAB.example" })).toEqual(["web"]);
    expect(names(vms, { query: "db lab" })).toEqual([]);
  });

  it("shows machines of a host that is down as unreachable, whatever they were", () => {
    const vms = [vm("a"), vm("b", { host: "lab", state: "shutoff" })];
    expect(names(vms, { state: "unreachable" })).toEqual(["b"]);
    expect(names(vms, { state: "off" })).toEqual([]);
  });

  it("puts what is pinned first, sorted as the rest is, and can show that alone", () => {
    const vms = [vm("a"), vm("b"), vm("c"), vm("d")];
    const pins = new Set([vm("d").id, vm("b").id]);
    const pinnedFirst = (view: Partial<typeof plainView>) => arrange(vms, hosts, { ...plainView, ...view }, pins);
    expect(pinnedFirst({}).rows.map((row) => row.vm.name)).toEqual(["b", "d", "a", "c"]);
    expect(pinnedFirst({ descending: true }).rows.map((row) => row.vm.name)).toEqual(["d", "b", "c", "a"]);
    expect(pinnedFirst({ pinned: true }).rows.map((row) => row.vm.name)).toEqual(["b", "d"]);
    expect(pinnedFirst({ query: "b" }).counts).toMatchObject({ all: 1, pinned: 1 });
  });

  it("counts what each state would show, under the search but not under the state chosen", () => {
    const vms = [vm("db1"), vm("db2", { state: "shutoff" }), vm("db3", { state: "pmsuspended" }), vm("web")];
    expect(arrange(vms, hosts, { ...plainView, query: "db", state: "off" }).counts).toEqual({
      all: 3,
      pinned: 0,
      running: 1,
      paused: 1,
      off: 1,
      crashed: 0,
      unreachable: 0,
    });
  });

  it("finds a uuid by a good part of it", () => {
    const vms = [vm("abc"), vm("web")];
    expect(names(vms, { query: "616263" })).toEqual(["abc"]);
    expect(names(vms, { query: "4000" })).toEqual([]);
  });

  it("leaves the list it was given as it was", () => {
    const vms = Object.freeze([vm("b"), vm("a")]);
    expect(() => arrange(vms, hosts, plainView)).not.toThrow();
  });
});
