import { expect, test } from "vitest";
import {
  addHostDevices,
  addVideo,
  freePort,
  listenFor,
  listenKind,
  releaseHostDevices,
  removeVideo,
  setModel,
  setPort,
  setPrimary,
  setTlsPort,
} from "./edits.ts";
import { options, settings, spice, vnc } from "./settings.fake.ts";

test("another model keeps only the sizes and features that it has", () => {
  const [qxl] = options.videoModels.filter(({ model }) => model === "qxl");
  const [vga] = options.videoModels.filter(({ model }) => model === "vga");
  if (!qxl || !vga) throw new Error("The options lack qxl and vga.");
  const before = settings({
    video: [{ key: 0, model: "qxl", ram: 65_536, vram: 32_768, vram64: 1, vgamem: 16_384, heads: 2, primary: true, accel3d: false }],
  });
  expect(setModel(0, vga)(before).video).toEqual([
    { key: 0, model: "vga", ram: null, vram: 32_768, vram64: null, vgamem: null, heads: null, primary: true, accel3d: false },
  ]);
  expect(setModel(0, qxl)(before)).toEqual(before);
});

test("exactly one video device is the primary", () => {
  const primaries = (made: ReturnType<typeof settings>) => made.video.map(({ primary }) => primary);
  const two = addVideo("qxl")(settings());
  expect(primaries(two)).toEqual([true, false]);
  expect(primaries(setPrimary(1)(two))).toEqual([false, true]);
  expect(primaries(removeVideo(1)(setPrimary(1)(two)))).toEqual([true]);
  expect(primaries(addVideo("vga")(settings({ video: [] })))).toEqual([true]);
});

test("listeners are told apart by what they reach", () => {
  expect(listenKind({ type: "default" })).toBe("default");
  expect(listenKind({ type: "address", address: "::1" })).toBe("localhost");
  expect(listenKind({ type: "address", address: "::" })).toBe("all");
  expect(listenKind({ type: "address", address: "192.0.2.7" })).toBe("address");
  for (const kind of ["default", "localhost", "all", "address", "network", "socket", "none"] as const) {
    expect(listenKind(listenFor(kind, options))).toBe(kind);
  }
  expect(listenFor("address", options)).toEqual({ type: "address", address: "192.0.2.10" });
});

test("a fixed port begins with one that nobody claims", () => {
  expect(freePort(settings(), options)).toBe(5951);
  expect(freePort(settings({ graphics: [vnc({ port: 5951 }), spice({ tlsPort: 5952 })] }), options)).toBe(5953);
});

test("of SPICE's two ports both are given out or none", () => {
  const ports = (made: ReturnType<typeof settings>) =>
    made.graphics.map((one) => (one.type === "spice" ? [one.port, one.tlsPort] : [one.port]));
  const both = settings({ graphics: [spice({ port: null, tlsPort: "auto" })] });
  expect(ports(setPort(0, 5951)(both))).toEqual([[5951, null]]);
  expect(ports(setPort(0, null)(settings({ graphics: [spice({ port: 5951, tlsPort: 5952 })] })))).toEqual([[null, "auto"]]);
  expect(ports(setPort(0, 5951)(settings({ graphics: [spice({ port: 5950, tlsPort: 5952 })] })))).toEqual([[5951, 5952]]);
  expect(ports(setTlsPort(0, 5951, 5951)(both))).toEqual([[5952, 5951]]);
  expect(ports(setTlsPort(0, "auto", 5951)(settings({ graphics: [spice({ port: 5950 })] })))).toEqual([[null, "auto"]]);
  expect(ports(setTlsPort(0, null, 5951)(settings({ graphics: [spice({ port: 5950, tlsPort: 5952 })] })))).toEqual([[5950, null]]);
  expect(ports(setPort(0, 5951)(settings()))).toEqual([[5951]]);
});

test("a host's device is added once and released by its name", () => {
  const card = { key: null, type: "pci", address: "0000:01:00.0" } as const;
  const sound = { key: null, type: "pci", address: "0000:01:00.1" } as const;
  const made = addHostDevices([card, sound])(addHostDevices([card])(settings()));
  expect(made.hostDevices).toEqual([card, sound]);
  expect(releaseHostDevices(["0000:01:00.0", "0000:01:00.1"])(made).hostDevices).toEqual([]);
});
