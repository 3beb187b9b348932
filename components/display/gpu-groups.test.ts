import { expect, test } from "vitest";
import type { Gpu, GpuInventory } from "#server/contract/gpu.ts";
import { assignedGpus, devicesOf, otherUsers } from "./gpu-groups.ts";

const sound = { address: "0000:01:00.1", vendor: "NVIDIA", product: "Audio", class: "0x040300", driver: "vfio-pci" };
const card: Gpu = {
  address: "0000:01:00.0",
  vendor: "NVIDIA",
  product: "A made-up card",
  class: "0x030000",
  driver: "vfio-pci",
  iommuGroup: 14,
  companions: [sound],
  audio: sound.address,
  hostConsole: false,
  usedBy: [
    { vm: "a.1", name: "one", running: true },
    { vm: "a.2", name: "two", running: false },
  ],
  mdevTypes: [],
  mdevs: [{ uuid: "11111111-2222-4333-8444-555555555555", type: "nvidia-1", usedBy: null }],
};
const inventory: GpuInventory = { gpus: [card], checks: [], commands: [] };

test("a GPU is handed over with everything in its group", () => {
  expect(devicesOf(card)).toEqual([
    { key: null, type: "pci", address: "0000:01:00.0" },
    { key: null, type: "pci", address: "0000:01:00.1" },
  ]);
});

test("what goes together is shown together, wherever it stands", () => {
  const devices = [
    { key: 0, type: "pci", address: "0000:01:00.1" },
    { key: 1, type: "mdev", uuid: "11111111-2222-4333-8444-555555555555", display: true },
    { key: 2, type: "pci", address: "0000:01:00.0" },
  ] as const;
  const shown = assignedGpus(devices, inventory).map(({ gpu, members, index }) => [index, gpu?.product, members]);
  expect(shown).toEqual([
    [0, "A made-up card", ["0000:01:00.0", "0000:01:00.1"]],
    [1, "A made-up card", ["11111111-2222-4333-8444-555555555555"]],
  ]);
});

test("a device that the inventory does not know stands for itself", () => {
  const devices = [{ key: 0, type: "pci", address: "0000:09:00.0" }] as const;
  expect(assignedGpus(devices, inventory)).toEqual([{ device: devices[0], index: 0, gpu: null, members: ["0000:09:00.0"] }]);
  expect(assignedGpus(devices, null)[0]?.gpu).toBeNull();
});

test("who else has a GPU does not count the machine itself", () => {
  expect(otherUsers(card, "a.1")).toEqual({ inUse: [], claimed: ["two"] });
  expect(otherUsers(card, "a.3")).toEqual({ inUse: ["one"], claimed: ["two"] });
});
