import { describe, expect, it } from "vitest";
import { type ProblemCode, problemCodes } from "#server/contract/display-codes.ts";
import type { DisplayOptions } from "#server/contract/display-options.ts";
import type {
  DisplaySettings,
  ListenSetting,
  PasswordSetting,
  SpiceSettings,
  VideoSettings,
  VncSettings,
} from "#server/contract/display-settings.ts";
import { definition, SPICE_MACHINE, VNC_MACHINE } from "./testing/definitions.ts";
import { planned, spice, vnc } from "./testing/planned.ts";

type Change = (settings: DisplaySettings) => DisplaySettings;
type Row = [code: ProblemCode, what: string, path: (string | number)[], change: Change, options?: Partial<DisplayOptions>, xml?: string];

const withVnc =
  (given: Partial<VncSettings>): Change =>
  (all) => ({ ...all, graphics: [{ ...vnc({ key: 0, password: { kind: "keep", validTo: null } }), ...given }] });
const withSpice =
  (given: Partial<SpiceSettings>): Change =>
  (all) => ({ ...all, graphics: [spice(given)] });
const withVideo =
  (given: Partial<VideoSettings>): Change =>
  (all) => ({ ...all, video: all.video.map((video) => ({ ...video, ...given })) });
const fresh: VideoSettings = {
  key: null,
  model: "virtio",
  ram: null,
  vram: null,
  vram64: null,
  vgamem: null,
  heads: null,
  primary: false,
  accel3d: false,
};
const beside =
  (given: Partial<VideoSettings>): Change =>
  (all) => ({ ...all, video: [...all.video, { ...fresh, ...given }] });
const listening = (listen: ListenSetting) => withVnc({ listen });
const secret = (value: string, validTo: string | null = null): PasswordSetting => ({ kind: "new", value, validTo });
const serial = { key: null, element: "serial" as const, source: "pty", target: "isa-serial", log: null };
const mdev = { key: null, type: "mdev" as const, uuid: "c2177883-f1bb-47f0-914d-32a22e3a8804", display: true };
const models = [
  { model: "vga", heads: false, sizes: ["vram" as const], accel3d: false },
  { model: "virtio", heads: true, sizes: [], accel3d: true },
];

const rows: Row[] = [
  ["key-unknown", "a display that is not there", ["graphics", 0], withVnc({ key: 3 })],
  [
    "key-unknown",
    "a console where there is a serial line",
    ["serials", 0],
    (all) => ({ ...all, serials: [{ ...serial, key: 0, element: "console" }] }),
  ],
  ["key-twice", "one display as two", ["graphics", 1], (all) => ({ ...all, graphics: [...all.graphics, spice({ key: 0 })] })],
  ["graphics-twice", "two of VNC", ["graphics", 1], (all) => ({ ...all, graphics: [...all.graphics, vnc()] })],
  ["graphics-unsupported", "SPICE where the host has none", ["graphics", 0], withSpice({}), { graphics: ["vnc"] }],
  ["port-range", "80", ["graphics", 0, "port"], withVnc({ port: 80 })],
  ["port-range", "5899", ["graphics", 0, "port"], withVnc({ port: 5899 })],
  ["port-range", "0", ["graphics", 0, "port"], withVnc({ port: 0 })],
  ["port-range", "a negative one", ["graphics", 0, "port"], withVnc({ port: -1 })],
  ["port-range", "65536", ["graphics", 0, "port"], withVnc({ port: 65536 })],
  ["port-range", "the TLS port", ["graphics", 0, "tlsPort"], withSpice({ port: 5910, tlsPort: 443 })],
  ["port-taken", "another machine's", ["graphics", 0, "port"], withVnc({ port: 5999 })],
  ["port-taken", "another machine's as the TLS port", ["graphics", 0, "tlsPort"], withSpice({ port: 5910, tlsPort: 5999 })],
  [
    "port-twice",
    "the other display's",
    ["graphics", 1, "port"],
    (all) => ({ ...all, graphics: [...all.graphics, spice({ port: 5902, tlsPort: null })] }),
  ],
  [
    "port-twice",
    "the other display's TLS port",
    ["graphics", 0, "port"],
    (all) => ({ ...all, graphics: [vnc({ port: 5911 }), spice({ port: 5910, tlsPort: 5911 })] }),
  ],
  ["port-same-as-tls", "both of SPICE's", ["graphics", 0, "tlsPort"], withSpice({ port: 5910, tlsPort: 5910 })],
  ["ports-mixed", "fixed and given out", ["graphics", 0, "tlsPort"], withSpice({ port: 5910, tlsPort: "auto" })],
  ["ports-mixed", "given out and fixed", ["graphics", 0, "tlsPort"], withSpice({ port: null, tlsPort: 5911 })],
  ["port-without-tcp", "on a socket", ["graphics", 0, "port"], withVnc({ port: 5950, listen: { type: "socket", path: null } })],
  ["port-without-tcp", "nowhere", ["graphics", 0, "port"], withVnc({ port: 5950, listen: { type: "none" } })],
  [
    "listen-foreign",
    "an address of another",
    ["graphics", 0, "listen", "address"],
    listening({ type: "address", address: "198.51.100.1" }),
  ],
  ["listen-foreign", "a name", ["graphics", 0, "listen", "address"], listening({ type: "address", address: "kvm.example.com" })],
  [
    "listen-foreign",
    "no address at all",
    ["graphics", 0, "listen", "address"],
    listening({ type: "address", address: "a b" }),
    { addresses: [] },
  ],
  [
    "network-unknown",
    "a network that is not there",
    ["graphics", 0, "listen", "network"],
    listening({ type: "network", network: "vlan7" }),
  ],
  ["socket-path", "a relative path", ["graphics", 0, "listen", "path"], listening({ type: "socket", path: "vnc.sock" })],
  ["socket-path", "a path of two lines", ["graphics", 0, "listen", "path"], listening({ type: "socket", path: "/a\nb" })],
  ["keymap-unknown", "xx", ["graphics", 0, "keymap"], withVnc({ keymap: "xx" })],
  ["password-empty", "''", ["graphics", 0, "password", "value"], withVnc({ password: secret("") })],
  ["password-characters", "a tab", ["graphics", 0, "password", "value"], withVnc({ password: secret("a\tb") })],
  ["vnc-password-long", "nine letters", ["graphics", 0, "password", "value"], withVnc({ password: secret("123456789") })],
  ["vnc-password-long", "five letters in nine bytes", ["graphics", 0, "password", "value"], withVnc({ password: secret("ääääa") })],
  ["spice-password-long", "61 letters", ["graphics", 0, "password", "value"], withSpice({ password: secret("x".repeat(61)) })],
  [
    "password-kept-long",
    "SPICE's for VNC",
    ["graphics", 0, "password"],
    withVnc({}),
    {},
    SPICE_MACHINE.replace("passwd='geheim'", "passwd='mehr als acht'"),
  ],
  ["password-nothing-kept", "a new display's", ["graphics", 0, "password"], withSpice({ password: { kind: "keep", validTo: null } })],
  ["password-nothing-kept", "one without", ["graphics", 0, "password"], withVnc({}), {}, VNC_MACHINE.replace(" passwd='geheim'", "")],
  ["expiry-past", "of a new one", ["graphics", 0, "password", "validTo"], withVnc({ password: secret("x", "2025-12-31T23:59:59Z") })],
  [
    "expiry-past",
    "of the old one",
    ["graphics", 0, "password", "validTo"],
    withVnc({ password: { kind: "keep", validTo: "2026-01-01T00:00:00Z" } }),
  ],
  ["tls-port-needed", "by default", ["graphics", 0, "defaultMode"], withSpice({ port: 5910, tlsPort: null, defaultMode: "secure" })],
  [
    "tls-port-needed",
    "a channel",
    ["graphics", 0, "channels", "main"],
    withSpice({ port: 5910, tlsPort: null, channels: { main: "secure" } }),
  ],
  ["gl-listen", "over TCP", ["graphics", 0, "gl"], withSpice({ gl: true })],
  ["video-model-unknown", "what the host does not list", ["video", 0, "model"], withVideo({ model: "qxl" }), { videoModels: models }],
  ["video-none-alone", "none beside another", ["video", 1, "model"], beside({ model: "none" })],
  ["video-only-primary", "a second VGA", ["video", 1, "model"], beside({ model: "vga" })],
  ["video-primary-twice", "two", ["video", 1, "primary"], beside({ primary: true })],
  ["heads-unsupported", "two on VGA", ["video", 0, "heads"], withVideo({ heads: 2 })],
  ["heads-unsupported", "none on VGA", ["video", 0, "heads"], withVideo({ heads: 0 })],
  ["heads-range", "0", ["video", 0, "heads"], withVideo({ model: "virtio", heads: 0 })],
  ["heads-range", "17", ["video", 0, "heads"], withVideo({ model: "virtio", heads: 17 })],
  ["video-size-unsupported", "ram of VGA", ["video", 0, "ram"], withVideo({ ram: 1024 })],
  [
    "video-size-unsupported",
    "what the host does not list",
    ["video", 0, "vram"],
    withVideo({ model: "virtio", vram: 1024 }),
    { videoModels: models },
  ],
  ["video-size-small", "vram of VGA", ["video", 0, "vram"], withVideo({ vram: 512 })],
  ["video-size-small", "vgamem of QXL", ["video", 0, "vgamem"], withVideo({ model: "qxl", vgamem: 512 })],
  ["video-size-power", "vgamem", ["video", 0, "vgamem"], withVideo({ model: "qxl", vgamem: 20000 })],
  ["accel3d-unsupported", "of VGA", ["video", 0, "accel3d"], withVideo({ accel3d: true })],
  [
    "sound-unknown",
    "what the host does not list",
    ["sound", 0, "model"],
    (all) => ({ ...all, sound: [{ key: null, model: "sb16" }] }),
    { soundModels: ["ich9"] },
  ],
  ["serial-target-unknown", "of a console", ["serials", 0, "target"], (all) => ({ ...all, serials: [{ ...serial, target: "virtio" }] })],
  [
    "serial-target-unknown",
    "not listed",
    ["serials", 0, "target"],
    (all) => ({ ...all, serials: [serial] }),
    { serialTargets: ["virtio"] },
  ],
  [
    "serial-source-unsupported",
    "a new one on TCP",
    ["serials", 0, "source"],
    (all) => ({ ...all, serials: [{ ...serial, source: "tcp" }] }),
  ],
  [
    "console-repeats-serial",
    "beside a serial line",
    ["serials", 1],
    (all) => ({ ...all, serials: [serial, { ...serial, element: "console", target: "serial" }] }),
  ],
  ["log-path", "a relative one", ["serials", 0, "log"], (all) => ({ ...all, serials: [{ ...serial, log: "serial.log" }] })],
  ["host-device-twice", "an mdev", ["hostDevices", 1], (all) => ({ ...all, hostDevices: [mdev, mdev] })],
  [
    "host-device-display-alone",
    "without a display",
    ["hostDevices", 0, "display"],
    (all) => ({ ...all, graphics: [], hostDevices: [mdev] }),
  ],
  [
    "usb-ports",
    "more than there are",
    ["usbRedirection"],
    (all) => ({ ...withSpice({})(all), usbRedirection: 2 }),
    {},
    definition(
      "<controller type='usb' model='piix3-uhci'/>\n<input type='tablet' bus='usb'><address type='usb' bus='0' port='1'/></input>\n<input type='mouse' bus='usb'><address type='usb' bus='0' port='2'/></input>",
    ).replace("q35", "i440fx"),
  ],
  [
    "usb-ports",
    "where there is no USB",
    ["usbRedirection"],
    (all) => ({ ...withSpice({})(all), usbRedirection: 1 }),
    {},
    definition("<controller type='usb' model='none'/>"),
  ],
  ["agents-both", "at once", ["vncAgent"], (all) => ({ ...withSpice({})(all), spiceAgent: true, vncAgent: true })],
  ["vnc-agent-unsupported", "by the host", ["vncAgent"], (all) => ({ ...all, vncAgent: true }), { channelTypes: ["unix"] }],
  ["spice-left-behind", "wanted without SPICE", ["usbRedirection"], (all) => ({ ...all, usbRedirection: 1 })],
];

describe("refused, with the field", () => {
  it.each(rows)("%s: %s", (code, _, path, change, options = {}, xml = VNC_MACHINE) => {
    const { plan } = planned(xml, change, { options });
    const found = plan.problems.filter((problem) => problem.code === code);
    expect(found.map((problem) => problem.path)).toContainEqual(path);
    expect(found.map(({ values }) => Object.keys(values).sort())).toContainEqual([...problemCodes[code]].sort());
  });

  it("by every code that the definition alone is refused by", () => {
    expect(new Set(rows.map(([code]) => code))).toEqual(new Set(Object.keys(problemCodes).filter((code) => !/^(gpu|mdev)\./.test(code))));
  });
});

describe("not refused", () => {
  it.each<[string, Change, Partial<DisplayOptions>?, string?]>([
    ["the lowest port", withVnc({ port: 5900 })],
    ["the highest port", withVnc({ port: 65535 })],
    ["all addresses", listening({ type: "address", address: "0.0.0.0" })],
    ["all IPv6 addresses", listening({ type: "address", address: "::" })],
    ["the host's own", listening({ type: "address", address: "192.0.2.10" })],
    ["the host's own, written otherwise", listening({ type: "address", address: "2001:DB8:0::10" })],
    ["its loopback", listening({ type: "address", address: "127.0.0.2" })],
    ["localhost", listening({ type: "address", address: "localhost" })],
    ["an address of a host that does not tell its own", listening({ type: "address", address: "198.51.100.1" }), { addresses: [] }],
    ["a network", listening({ type: "network", network: "default" })],
    ["a socket", listening({ type: "socket", path: "/run/vnc's & <sock>" })],
    ["nowhere, with the port of before", withVnc({ port: 5902, listen: { type: "none" } })],
    ["eight letters", withVnc({ password: secret("12345678") })],
    ["60 letters for SPICE", withSpice({ password: secret("x".repeat(60)) })],
    ["no password", withVnc({ password: { kind: "none" } })],
    ["an end to come", withVnc({ password: { kind: "keep", validTo: "2026-01-01T00:00:01Z" } })],
    ["a keymap of a host that lists none", withVnc({ keymap: "xx" }), { keymaps: [] }],
    ["one head of VGA", withVideo({ heads: 1 })],
    ["16 heads of virtio", withVideo({ model: "virtio", heads: 16 })],
    ["3D of virtio", withVideo({ model: "virtio", accel3d: true })],
    ["VGA and virtio", beside({})],
    ["secure channels with a TLS port", withSpice({ port: 5910, tlsPort: 5911, defaultMode: "secure", channels: { main: "secure" } })],
    ["secure channels with ports that are given out", withSpice({ defaultMode: "secure" })],
    ["GL over a socket", withSpice({ gl: true, tlsPort: null, listen: { type: "socket", path: null } })],
    ["VNC's password for SPICE", (all) => ({ ...all, graphics: [spice({ key: 0, password: { kind: "keep", validTo: null } })] })],
    ["a short one of SPICE's for VNC", withVnc({}), {}, SPICE_MACHINE],
    ["more USB devices than ports, for libvirt adds hubs", (all) => ({ ...withSpice({})(all), usbRedirection: 6 })],
  ])("%s", (_, change, options = {}, xml = VNC_MACHINE) => {
    expect(planned(xml, change, { options }).plan.problems).toEqual([]);
  });
});

describe("what was so before", () => {
  const old = definition(`
<graphics type='vnc' port='5999' autoport='no' keymap='xx' listen='198.51.100.1' passwd='x' passwdValidTo='2020-01-01T00:00:00'>
  <listen type='address' address='198.51.100.1'/>
</graphics>
<sound model='es1370'/>
<video>
  <model type='vga' vram='512' heads='3' primary='yes'/>
</video>
<video>
  <model type='cirrus'/>
</video>`);
  const wrong = [
    "port-taken",
    "keymap-unknown",
    "listen-foreign",
    "expiry-past",
    "sound-unknown",
    "video-size-small",
    "heads-unsupported",
    "video-only-primary",
  ];

  it("blocks nothing else, and is a warning", () => {
    const made = planned(old, (all) => ({ ...all, tablet: true }), { options: { soundModels: ["ich9"] } });
    expect(made.plan.problems).toEqual([]);
    expect(made.plan.advice.filter(({ level }) => level === "warning").map(({ code }) => code)).toEqual(expect.arrayContaining(wrong));
  });

  it("blocks where the change touches it", () => {
    const made = planned(old, (all) => ({
      ...all,
      graphics: [{ ...vnc({ key: 0 }), port: 80, keymap: "yy", listen: { type: "address", address: "198.51.100.2" } }],
      video: all.video.map((video) => ({ ...video, heads: 4 })),
    }));
    expect(made.codes).toEqual(["listen-foreign", "port-range", "keymap-unknown", "heads-unsupported", "heads-unsupported"]);
  });

  it("blocks where another change makes it wrong", () => {
    const xml = definition(`<graphics type='vnc' passwd='x'/>
<hostdev mode='subsystem' type='mdev' model='vfio-pci' display='on'>
  <source>
    <address uuid='c2177883-f1bb-47f0-914d-32a22e3a8804'/>
  </source>
</hostdev>`);
    expect(planned(xml, (all) => ({ ...all, graphics: [] })).codes).toEqual(["host-device-display-alone"]);
  });
});
