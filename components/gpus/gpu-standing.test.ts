import { describe, expect, it } from "vitest";
import type { Gpu, ReadinessCheck } from "#server/contract/gpu.ts";
import { checksOf, commandBlocks, needsCommands, standingOf } from "./gpu-standing.ts";

const gpu: Gpu = {
  address: "0000:01:00.0",
  vendor: "NVIDIA Corporation",
  product: "GP104",
  class: "0x030000",
  driver: "nouveau",
  iommuGroup: 1,
  companions: [],
  audio: null,
  hostConsole: false,
  usedBy: [],
  mdevTypes: [],
  mdevs: [],
};
const type = { id: "nvidia-11", name: "GRID", available: 1, deviceApi: "vfio-pci" };
const mdev = { uuid: "4b20d080-1b54-4048-85b3-a6a62d165c01", type: "nvidia-11", usedBy: null };
const user = (running: boolean) => ({ vm: "local.x", name: "gaming", running });
const check = (id: ReadinessCheck["id"], state: ReadinessCheck["state"], about: string | null = gpu.address): ReadinessCheck => ({
  id,
  state,
  gpu: about,
  values: {},
});

it.each([
  ["free", {}],
  ["free", { usedBy: [user(false)] }],
  ["in-use", { usedBy: [user(false), user(true)], hostConsole: true }],
  ["host-console", { hostConsole: true, iommuGroup: null }],
  ["no-iommu", { iommuGroup: null }],
  ["cut", { mdevs: [mdev] }],
  ["free", { mdevTypes: [type] }],
] as const)("%s: %o", (standing, change) => {
  expect(standingOf({ ...gpu, ...change } as Gpu)).toBe(standing);
});

describe("what is told of a GPU's readiness", () => {
  const all = (["host-console", "group", "vfio", "nouveau", "vendor-manager"] as const).map((id) => check(id, "missing"));
  const ids = (one: Partial<Gpu>) => checksOf({ ...gpu, ...one }, [check("iommu", "ok", null), ...all]).map(({ id }) => id);

  it("is everything but that the console is elsewhere", () => {
    expect(ids({})).toEqual(["group", "vfio", "nouveau", "vendor-manager"]);
  });

  it("asks no other driver of one that is cut, or is to stay with the host", () => {
    expect(ids({ mdevTypes: [type] })).toEqual(["group", "vendor-manager"]);
    expect(ids({ hostConsole: true })).toEqual([]);
    expect(ids({ hostConsole: true, mdevTypes: [type] })).toEqual(["vendor-manager"]);
  });

  it("offers commands only where they would change something", () => {
    expect(needsCommands([gpu], [check("iommu", "ok", null), check("vfio", "ok"), check("vendor-manager", "missing")])).toBe(false);
    expect(needsCommands([gpu], [check("vfio", "missing")])).toBe(true);
    expect(needsCommands([{ ...gpu, hostConsole: true }], [check("vfio", "missing")])).toBe(false);
    expect(needsCommands([], [check("iommu", "missing", null)])).toBe(true);
  });
});

it("puts commands under the systems that they are for", () => {
  expect(commandBlocks(["one", "two", "# Debian, Ubuntu", "three", "# Fedora", "# openSUSE", "four"])).toEqual([
    { title: null, lines: ["one", "two"] },
    { title: "Debian, Ubuntu", lines: ["three"] },
    { title: "openSUSE", lines: ["four"] },
  ]);
});
