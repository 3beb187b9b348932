import { expect, it } from "vitest";
import { type AdviceCode, adviceCodes } from "#server/contract/display-codes.ts";
import type { DisplayOptions } from "#server/contract/display-options.ts";
import type { DisplaySettings, VideoSettings } from "#server/contract/display-settings.ts";
import { definition, SPICE_MACHINE, VNC_MACHINE } from "./testing/definitions.ts";
import { planned, spice, vnc } from "./testing/planned.ts";

type Change = (settings: DisplaySettings) => DisplaySettings;
type Given = { options?: Partial<DisplayOptions>; xml?: string; live?: string };
type Row = [code: AdviceCode, what: string, given: Change, not: Change | null, rest?: Given];

const none: Change = (all) => all;
const graphics =
  (...displays: DisplaySettings["graphics"]): Change =>
  (all) => ({ ...all, graphics: displays });
const video =
  (given: Partial<VideoSettings>): Change =>
  (all) => ({ ...all, video: all.video.map((device) => ({ ...device, ...given })) });
const model = (name: string) => video({ model: name });
const both =
  (...changes: Change[]): Change =>
  (all) =>
    changes.reduce((settings, change) => change(settings), all);
const windows = { options: { os: "win10" } };
const mdev = { key: null, type: "mdev" as const, uuid: "c2177883-f1bb-47f0-914d-32a22e3a8804", display: true };
const serial = { key: null, element: "serial" as const, source: "pty", target: null, log: null };
const open = graphics(vnc({ key: 0, password: { kind: "none" } }));
const changed = graphics(vnc({ key: 0, password: { kind: "new", value: "neu", validTo: null } }));
const outside = { type: "address" as const, address: "0.0.0.0" };

const rows: Row[] = [
  ["password-none", "an open display", open, none],
  [
    "password-none",
    "an open socket is not told of",
    open,
    graphics(vnc({ password: { kind: "none" }, listen: { type: "socket", path: null } })),
  ],
  ["unencrypted", "all addresses", graphics(vnc({ listen: outside })), graphics(vnc({ listen: { type: "address", address: "::1" } }))],
  ["unencrypted", "a network", graphics(vnc({ listen: { type: "network", network: "default" } })), graphics(vnc())],
  [
    "unencrypted",
    "SPICE without its TLS",
    graphics(spice({ listen: outside, port: 5910, tlsPort: 5911, defaultMode: "any" })),
    graphics(spice({ listen: outside, port: 5910, tlsPort: 5911, defaultMode: "secure" })),
  ],
  [
    "unencrypted",
    "one channel in the clear",
    graphics(spice({ listen: outside, defaultMode: "secure", channels: { playback: "insecure" } })),
    graphics(spice({ listen: outside, defaultMode: "secure", channels: { playback: "secure" } })),
  ],
  ["vnc-password-weak", "VNC's", none, graphics(spice())],
  ["password-removed", "on a running machine", open, none, { live: VNC_MACHINE }],
  ["running-password-kept", "where it runs without one", changed, null, { live: VNC_MACHINE.replace(" passwd='geheim'", "") }],
  ["running-password-kept", "where it runs with another display", changed, null, { live: SPICE_MACHINE }],
  ["share-policy", "ignore", graphics(vnc({ sharePolicy: "ignore" })), none],
  ["tls-port-auto", "none wanted", graphics(spice({ tlsPort: null })), graphics(spice({ port: 5910, tlsPort: null }))],
  ["tls-needs-host", "a TLS port", graphics(spice({ port: 5910, tlsPort: 5911 })), graphics(spice())],
  ["browser-image", "QUIC", graphics(spice({ image: "quic" })), graphics(spice({ image: "auto_lz" }))],
  ["browser-image", "SPICE's own choice", graphics(spice()), graphics(spice({ image: "lz" }))],
  ["browser-jpeg", "SPICE's own choice", graphics(spice()), graphics(spice({ jpeg: "never" }))],
  ["browser-vnc", "SPICE alone", graphics(spice()), graphics(spice(), vnc())],
  ["browser-gl", "GL", graphics(spice({ gl: true, listen: { type: "none" }, tlsPort: null })), graphics(spice())],
  ["cirrus-windows", "Windows 10", model("cirrus"), none, windows],
  ["cirrus-windows", "Windows Server 2016", model("cirrus"), none, { options: { os: "win2k16" } }],
  ["cirrus-windows", "Windows 11 by its URL", model("cirrus"), none, { options: { os: "http://microsoft.com/win/11" } }],
  ["cirrus-no-full-hd", "cirrus", model("cirrus"), none],
  ["qxl-without-spice", "with VNC", model("qxl"), both(model("qxl"), graphics(spice()))],
  ["virtio-windows", "Windows", model("virtio"), none, windows],
  ["virtio-blank", "on ARM", model("virtio"), none, { options: { arch: "aarch64" } }],
  [
    "virtio-blank",
    "beside VGA",
    (all) => ({
      ...all,
      video: [...all.video, ...all.video.map((device) => ({ ...device, key: null, model: "virtio", vram: null, primary: false }))],
    }),
    model("virtio"),
  ],
  ["vmvga-driver", "vmvga", model("vmvga"), none],
  ["no-vga-text", "bochs", model("bochs"), none],
  ["no-vga-text", "ramfb", model("ramfb"), none],
  [
    "accel3d-needs-gl",
    "alone",
    video({ model: "virtio", accel3d: true }),
    both(video({ model: "virtio", accel3d: true }), graphics(spice({ gl: true, listen: { type: "none" }, tlsPort: null }))),
  ],
  ["heads-vnc", "two", video({ model: "virtio", heads: 2 }), video({ model: "virtio", heads: 1 })],
  ["video-rounded", "vram", video({ vram: 3000 }), video({ vram: 4096 })],
  ["none-serial", "with a line", both(model("none"), (all) => ({ ...all, serials: [serial] })), none],
  ["none-no-serial", "without", model("none"), none],
  ["no-display", "with a line", both(graphics(), (all) => ({ ...all, serials: [serial] })), none],
  ["no-display-no-serial", "without", graphics(), none],
  ["video-implicit", "no video written down", (all) => ({ ...all, video: [] }), none],
  ["vnc-agent-no-save", "QEMU's agent", (all) => ({ ...all, vncAgent: true }), none],
  ["spice-no-agent", "SPICE without", (all) => ({ ...graphics(...all.graphics)(all), spiceAgent: false }), none, { xml: SPICE_MACHINE }],
  ["sound-silent", "with VNC", (all) => ({ ...all, sound: [{ key: null, model: "ich9" }] }), none],
  ["no-tablet", "VNC without", none, (all) => ({ ...all, tablet: true })],
  ["host-device-no-save", "a GPU", (all) => ({ ...all, hostDevices: [{ key: null, type: "pci", address: "0000:01:00.0" }] }), none],
  [
    "host-device-display-gl",
    "a vGPU's picture",
    (all) => ({ ...all, hostDevices: [mdev] }),
    (all) => ({ ...all, hostDevices: [{ ...mdev, display: false }] }),
  ],
];

it.each(rows)("says %s: %s", (code, _, change, not, { options = {}, xml = VNC_MACHINE, live = null as string | null } = {}) => {
  const { plan } = planned(xml, change, { options, live });
  const found = plan.advice.filter((advice) => advice.code === code);
  expect(found.length).toBeGreaterThan(0);
  expect(found.map(({ values }) => Object.keys(values).sort())).toContainEqual([...adviceCodes[code]].sort());
  if (not) expect(planned(xml, not, { options, live }).advice).not.toContain(code);
});

it("says every thing that there is to say of the definition", () => {
  expect(new Set(rows.map(([code]) => code))).toEqual(new Set(Object.keys(adviceCodes).filter((code) => !code.startsWith("gpu."))));
});

it("does not take older Windows, nor a Linux, for one without a driver for Cirrus", () => {
  for (const os of ["winxp", "win7", "win8.1", "win2k8", "win2k3", "debian12", null]) {
    expect([os, planned(VNC_MACHINE, model("cirrus"), { options: { os } }).advice]).toEqual([
      os,
      expect.not.arrayContaining(["cirrus-windows"]),
    ]);
  }
});

it("does not say of UEFI's firmware that it needs VGA, nor of egl-headless that it draws nothing", () => {
  expect(planned(VNC_MACHINE, model("ramfb"), { options: { firmware: "uefi" } }).advice).not.toContain("no-vga-text");
  const headless = definition(
    "<graphics type='vnc' passwd='x'/>\n<graphics type='egl-headless'/>\n<video>\n  <model type='virtio'/>\n</video>",
  );
  expect(planned(headless, video({ accel3d: true })).advice).not.toContain("accel3d-needs-gl");
});

it("writes a size as libvirt will keep it", () => {
  expect(planned(VNC_MACHINE, video({ vram: 3000 })).plan.settings.video[0]?.vram).toBe(4096);
});
