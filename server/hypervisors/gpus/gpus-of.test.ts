import { expect, it } from "vitest";
import { gpuInventory } from "#server/contract/gpu.ts";
import { claimant, type MadeHost, madeInventory } from "./fixtures/read.ts";

it.each<MadeHost>(["nvidia-desktop", "nvidia-vgpu", "amd-twins", "intel-gvt-g", "no-iommu"])("%s has the contract's form", (name) => {
  const inventory = madeInventory(name);
  expect(gpuInventory.parse(inventory)).toEqual(inventory);
  expect(inventory.gpus.length).toBeGreaterThan(0);
});

it("tells of a GPU, its sound and everything else in its group but bridges", () => {
  const [own, card, ...others] = madeInventory("nvidia-desktop").gpus;
  expect(others).toEqual([]);
  expect(own).toMatchObject({ address: "0000:00:02.0", hostConsole: true, audio: null, companions: [], iommuGroup: 2 });
  expect(card).toEqual({
    address: "0000:01:00.0",
    vendor: "NVIDIA Corporation",
    product: "GP104 [GeForce GTX 1080]",
    class: "0x030000",
    driver: "nouveau",
    iommuGroup: 1,
    companions: [
      {
        address: "0000:01:00.1",
        vendor: "NVIDIA Corporation",
        product: "GP104 High Definition Audio Controller",
        class: "0x040300",
        driver: "snd_hda_intel",
      },
    ],
    audio: "0000:01:00.1",
    hostConsole: false,
    usedBy: [],
    mdevTypes: [],
    mdevs: [],
  });
});

it("tells what a GPU can be cut into, what it is cut into, and who has it", () => {
  const claims = [
    claimant("a", [], ["4b20d080-1b54-4048-85b3-a6a62d165c01"]),
    claimant("b", ["4b20d080-1b54-4048-85b3-a6a62d165c01"]),
    claimant("c", ["0000:06:00.0"]),
  ];
  const gpu = madeInventory("nvidia-vgpu", { claims }).gpus.find(({ mdevTypes }) => mdevTypes.length > 0);
  expect(gpu?.mdevTypes).toEqual([
    { id: "nvidia-11", name: "GRID M60-0B", available: 15, deviceApi: "vfio-pci" },
    { id: "nvidia-22", name: "GRID M60-8Q", available: 0, deviceApi: "vfio-pci" },
  ]);
  const uuid = "4b20d080-1b54-4048-85b3-a6a62d165c01";
  expect(gpu?.mdevs).toEqual([{ uuid, type: "nvidia-11", usedBy: { vm: "lab.b", name: "machine b", running: true } }]);
  expect(gpu?.usedBy).toEqual([{ vm: "lab.c", name: "machine c", running: true }]);
});

it("knows virtual GPUs by their names where libvirt is old, and none that is only defined", () => {
  const [gpu] = madeInventory("intel-gvt-g").gpus;
  expect(gpu?.mdevs).toEqual([{ uuid: "9d7c0c1e-7b8e-4a62-9a0f-3f1a3c6f4b10", type: "i915-GVTg_V5_8", usedBy: null }]);
  expect(gpu?.mdevTypes.map(({ name, available }) => [name, available])).toEqual([
    ["i915-GVTg_V5_4", 1],
    ["i915-GVTg_V5_8", 2],
  ]);
});

it("names by their numbers what has no name, and no group where there is none", () => {
  const [gpu] = madeInventory("no-iommu").gpus;
  expect(gpu).toMatchObject({ vendor: "0x10de", product: "0x1eb8", iommuGroup: null, companions: [], driver: null, hostConsole: false });
});

it.each([
  ["where nothing is known, the first that is not held for a guest", "amd-twins", {}, ["0000:0a:00.0"]],
  ["where the firmware showed its first picture", "nvidia-desktop", { "0000:00:02.0": false, "0000:01:00.0": true }, ["0000:01:00.0"]],
  ["not one that a guest holds", "amd-twins", { "0000:0b:00.0": true, "0000:0a:00.0": false }, []],
  ["only one is known, and it is not", "nvidia-desktop", { "0000:01:00.0": false }, ["0000:00:02.0"]],
] as const)("the host's console: %s", (_, name, bootVga, expected) => {
  const { gpus } = madeInventory(name, { bootVga });
  expect(gpus.filter(({ hostConsole }) => hostConsole).map(({ address }) => address)).toEqual(expected);
});
