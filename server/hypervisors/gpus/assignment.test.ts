import { expect, it } from "vitest";
import type { HostDeviceSettings } from "#server/contract/display-settings.ts";
import { assignmentAdvice, assignmentProblems } from "./assignment.ts";
import { claimant, type MadeHost, madeInventory } from "./fixtures/read.ts";

const MDEV = "4b20d080-1b54-4048-85b3-a6a62d165c01";
const pci = (address: string, key: number | null = null): HostDeviceSettings => ({ key, type: "pci", address });
const mdev = (uuid: string, key: number | null = null): HostDeviceSettings => ({ key, type: "mdev", uuid, display: true });

function problems(name: MadeHost, devices: HostDeviceSettings[], claims = [claimant("none", [])]) {
  return assignmentProblems(madeInventory(name, { claims }), devices, "lab.me");
}

it("a free GPU with its whole group can be had, and a virtual one", () => {
  expect(problems("nvidia-desktop", [pci("0000:01:00.0"), pci("0000:01:00.1")])).toEqual([]);
  expect(problems("nvidia-vgpu", [mdev(MDEV)], [claimant("me", [MDEV])])).toEqual([]);
});

it.each([
  [
    "without its sound",
    "nvidia-desktop",
    [pci("0000:01:00.0")],
    { code: "gpu.group", path: ["hostDevices", 0], values: { address: "0000:01:00.0", group: 1, missing: "0000:01:00.1" } },
  ],
  [
    "of the host's console",
    "nvidia-desktop",
    [pci("0000:00:02.0")],
    { code: "gpu.host-console", path: ["hostDevices", 0], values: { address: "0000:00:02.0" } },
  ],
  [
    "that is no GPU, nor in a GPU's group",
    "nvidia-desktop",
    [pci("0000:00:1f.3")],
    { code: "gpu.unknown", path: ["hostDevices", 0], values: { address: "0000:00:1f.3" } },
  ],
  [
    "that is cut into virtual ones",
    "nvidia-vgpu",
    [mdev(MDEV, 0), pci("0000:06:00.0")],
    { code: "gpu.mdevs", path: ["hostDevices", 1], values: { address: "0000:06:00.0" } },
  ],
  [
    "that was not made",
    "nvidia-vgpu",
    [mdev("00000000-1111-4222-8333-444444444444")],
    { code: "mdev.unknown", path: ["hostDevices", 0], values: { uuid: "00000000-1111-4222-8333-444444444444" } },
  ],
] as const)("not one %s", (_, name, devices, finding) => {
  expect(problems(name, [...devices])).toEqual([finding]);
});

it("not one that another machine has now, also where it is this one's by definition", () => {
  const whole = (key: number | null) => [pci("0000:01:00.0", key), pci("0000:01:00.1", key)];
  const taken = { code: "gpu.in-use", path: ["hostDevices", 0], values: { address: "0000:01:00.0", machine: "machine other" } };
  for (const key of [null, 0]) expect(problems("nvidia-desktop", whole(key), [claimant("other", ["0000:01:00.0"])])).toEqual([taken]);
  expect(problems("nvidia-desktop", whole(null), [claimant("me", ["0000:01:00.0"])])).toEqual([]);
  const mine = { code: "mdev.in-use", path: ["hostDevices", 0], values: { uuid: MDEV, machine: "machine other" } };
  expect(problems("nvidia-vgpu", [mdev(MDEV)], [claimant("other", [MDEV])])).toEqual([mine]);
});

it("what a machine has already keeps no other change from being made", () => {
  expect(problems("nvidia-desktop", [pci("0000:00:02.0", 0), pci("0000:01:00.0", 1), pci("0000:ff:00.0", 2)])).toEqual([]);
  expect(problems("nvidia-vgpu", [mdev("00000000-1111-4222-8333-444444444444", 0)])).toEqual([]);
});

it("a GPU that other machines are defined to have is worth a word, and no more", () => {
  const claims = [claimant("other", [], ["0000:01:00.0"]), claimant("me", ["0000:01:00.0"])];
  const devices = [pci("0000:01:00.0"), pci("0000:01:00.1")];
  expect(problems("nvidia-desktop", devices, claims)).toEqual([]);
  expect(assignmentAdvice(madeInventory("nvidia-desktop", { claims }), devices, "lab.me")).toEqual([
    { code: "gpu.claimed", path: ["hostDevices", 0], values: { device: "0000:01:00.0", machine: "machine other" } },
  ]);
});
