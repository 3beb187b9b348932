import { expect, it } from "vitest";
import { type MadeHost, madeInventory } from "./fixtures/read.ts";

function statesOf(name: MadeHost, gpu: string | null) {
  const checks = madeInventory(name).checks.filter((check) => check.gpu === gpu);
  return Object.fromEntries(checks.map(({ id, state }) => [id, state]));
}

it.each([
  ["nvidia-desktop", null, { iommu: "ok" }],
  ["no-iommu", null, { iommu: "missing" }],
  [
    "nvidia-desktop",
    "0000:01:00.0",
    { "host-console": "ok", group: "ok", vfio: "missing", nouveau: "missing", "vendor-manager": "missing" },
  ],
  ["nvidia-desktop", "0000:00:02.0", { "host-console": "missing", group: "ok", vfio: "missing", "vendor-manager": "missing" }],
  ["nvidia-vgpu", "0000:06:00.0", { "host-console": "ok", group: "ok", vfio: "missing", nouveau: "ok", "vendor-manager": "ok" }],
  ["nvidia-vgpu", "0000:03:00.0", { "host-console": "missing", group: "ok", vfio: "missing" }],
  ["amd-twins", "0000:0b:00.0", { "host-console": "ok", group: "ok", vfio: "ok", "vendor-manager": "unknown" }],
  ["amd-twins", "0000:2b:00.0", { "host-console": "ok", group: "missing", vfio: "missing", "vendor-manager": "unknown" }],
  ["intel-gvt-g", "0000:00:02.0", { "host-console": "missing", group: "ok", vfio: "missing", "vendor-manager": "ok" }],
  ["no-iommu", "0000:01:00.0", { "host-console": "ok", group: "unknown", vfio: "missing", nouveau: "ok", "vendor-manager": "missing" }],
] as const)("%s: what is ready of %s", (name, gpu, states) => {
  expect(statesOf(name, gpu)).toEqual(states);
});

it("names what is in the way", () => {
  const { checks } = madeInventory("amd-twins");
  expect(checks.find(({ id, gpu }) => id === "group" && gpu === "0000:2b:00.0")?.values).toEqual({ group: "20", devices: "0000:2c:00.0" });
  expect(checks.find(({ id, gpu }) => id === "vfio" && gpu === "0000:2b:00.0")?.values).toEqual({ driver: "amdgpu" });
  expect(madeInventory("nvidia-vgpu").checks.find(({ id }) => id === "vendor-manager")?.values).toEqual({
    manager: "nvidia-vgpu",
    driver: "nvidia",
  });
});

it("an IOMMU that libvirt says is on is on, also where no device has a group", () => {
  const [on] = madeInventory("no-iommu", { facts: { cpuVendor: "amd", iommu: true } }).checks;
  expect(on).toEqual({ id: "iommu", state: "ok", gpu: null, values: { cpu: "amd" } });
});
