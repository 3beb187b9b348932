import { describe, expect, it } from "vitest";
import { type ChangeCode, changeCodes } from "#server/contract/display-codes.ts";
import type { PlannedChange } from "#server/contract/display-plan.ts";
import type { DisplaySettings, HostDeviceSettings, SerialSettings, VideoSettings } from "#server/contract/display-settings.ts";
import { describeChanges } from "./describe.ts";
import { fingerprint } from "./fingerprint.ts";
import { liveUpdates } from "./live-update.ts";
import { pendingChanges } from "./pending.ts";
import { readSettings } from "./read-settings.ts";
import { definition, SPICE_MACHINE, VNC_MACHINE } from "./testing/definitions.ts";
import { planned, spice, vnc } from "./testing/planned.ts";

type Change = (settings: DisplaySettings) => DisplaySettings;

const keep = { kind: "keep" as const, validTo: null };
const oldVnc = vnc({ key: 0, port: 5902, password: keep, keymap: "de", listen: { type: "address", address: "127.0.0.1" } });
const withVnc =
  (given: Partial<typeof oldVnc>): Change =>
  (all) => ({ ...all, graphics: [{ ...oldVnc, ...given }] });
const oldSpice = spice({ key: 0, port: 5901, tlsPort: null, password: keep, image: "off" });
const withSpice =
  (given: Partial<typeof oldSpice>): Change =>
  (all) => ({ ...all, graphics: [{ ...oldSpice, ...given }] });
const withVideo =
  (given: Partial<VideoSettings>): Change =>
  (all) => ({ ...all, video: all.video.map((video) => ({ ...video, ...given })) });
const line: SerialSettings = { key: null, element: "serial", source: "pty", target: "isa-serial", log: null };
const gpu: HostDeviceSettings = { key: null, type: "pci", address: "0000:01:00.0" };
const vgpu = { key: null, type: "mdev" as const, uuid: "c2177883-f1bb-47f0-914d-32a22e3a8804", display: true };

const withSerial = planned(VNC_MACHINE, (all) => ({
  ...all,
  serials: [{ ...line, log: "/var/log/a" }],
  hostDevices: [vgpu],
  sound: [{ key: null, model: "ac97" }],
})).xml;
const withPort = VNC_MACHINE.replace("type='vnc' port='5902' autoport='no'", "type='spice' port='5902' autoport='no'").replace(
  "    <graphics",
  "    <channel type='spiceport'>\n      <source channel='org.example'/>\n      <target type='virtio' name='org.example'/>\n    </channel>\n    <graphics",
);

const twoVideos = definition(
  "<graphics type='vnc' passwd='geheim'/>\n<video>\n  <model type='qxl' primary='yes'/>\n</video>\n<video>\n  <model type='virtio'/>\n</video>",
);

type Row = [code: ChangeCode, path: (string | number)[], values: PlannedChange["values"], xml: string, change: Change];

const rows: Row[] = [
  [
    "graphics.added",
    ["graphics", 1],
    { type: "spice", listen: "default", port: "auto" },
    VNC_MACHINE,
    (all) => ({ ...all, graphics: [...all.graphics, spice()] }),
  ],
  ["graphics.removed", ["graphics"], { type: "vnc", listen: "127.0.0.1", port: 5902 }, VNC_MACHINE, (all) => ({ ...all, graphics: [] })],
  [
    "graphics.type",
    ["graphics", 0, "type"],
    { before: "vnc", after: "spice" },
    VNC_MACHINE,
    (all) => ({ ...all, graphics: [spice({ key: 0 })] }),
  ],
  [
    "graphics.listen",
    ["graphics", 0, "listen"],
    { type: "vnc", before: "127.0.0.1", after: "0.0.0.0" },
    VNC_MACHINE,
    withVnc({ listen: { type: "address", address: "0.0.0.0" } }),
  ],
  [
    "graphics.listen",
    ["graphics", 0, "listen"],
    { type: "vnc", before: "127.0.0.1", after: "socket /run/a" },
    VNC_MACHINE,
    withVnc({ listen: { type: "socket", path: "/run/a" } }),
  ],
  [
    "graphics.listen",
    ["graphics", 0, "listen"],
    { type: "vnc", before: "127.0.0.1", after: "network default" },
    VNC_MACHINE,
    withVnc({ listen: { type: "network", network: "default" } }),
  ],
  ["graphics.port", ["graphics", 0, "port"], { type: "vnc", before: 5902, after: "auto" }, VNC_MACHINE, withVnc({ port: null })],
  ["graphics.tls-port", ["graphics", 0, "tlsPort"], { before: "", after: 5911 }, SPICE_MACHINE, withSpice({ tlsPort: 5911 })],
  [
    "graphics.password-added",
    ["graphics", 0, "password"],
    { type: "vnc" },
    VNC_MACHINE.replace(" passwd='geheim'", ""),
    withVnc({ password: { kind: "new", value: "x", validTo: null } }),
  ],
  [
    "graphics.password-changed",
    ["graphics", 0, "password"],
    { type: "vnc" },
    VNC_MACHINE,
    withVnc({ password: { kind: "new", value: "x", validTo: null } }),
  ],
  ["graphics.password-removed", ["graphics", 0, "password"], { type: "vnc" }, VNC_MACHINE, withVnc({ password: { kind: "none" } })],
  [
    "graphics.password-expiry",
    ["graphics", 0, "password", "validTo"],
    { type: "vnc", before: "", after: "2031-01-01T00:00:00.000Z" },
    VNC_MACHINE,
    withVnc({ password: { kind: "keep", validTo: "2031-01-01T00:00:00Z" } }),
  ],
  ["graphics.keymap", ["graphics", 0, "keymap"], { type: "vnc", before: "de", after: "" }, VNC_MACHINE, withVnc({ keymap: null })],
  [
    "graphics.share-policy",
    ["graphics", 0, "sharePolicy"],
    { before: "", after: "ignore" },
    VNC_MACHINE,
    withVnc({ sharePolicy: "ignore" }),
  ],
  ["graphics.default-mode", ["graphics", 0, "defaultMode"], { before: "", after: "any" }, SPICE_MACHINE, withSpice({ defaultMode: "any" })],
  [
    "graphics.channel",
    ["graphics", 0, "channels", "main"],
    { channel: "main", before: "", after: "insecure" },
    SPICE_MACHINE,
    withSpice({ channels: { main: "insecure" } }),
  ],
  ["graphics.image", ["graphics", 0, "image"], { before: "off", after: "lz" }, SPICE_MACHINE, withSpice({ image: "lz" })],
  ["graphics.jpeg", ["graphics", 0, "jpeg"], { before: "", after: "never" }, SPICE_MACHINE, withSpice({ jpeg: "never" })],
  ["graphics.zlib", ["graphics", 0, "zlib"], { before: "", after: "auto" }, SPICE_MACHINE, withSpice({ zlib: "auto" })],
  ["graphics.playback", ["graphics", 0, "playback"], { before: "", after: "no" }, SPICE_MACHINE, withSpice({ playback: false })],
  ["graphics.streaming", ["graphics", 0, "streaming"], { before: "", after: "off" }, SPICE_MACHINE, withSpice({ streaming: "off" })],
  ["graphics.clipboard", ["graphics", 0, "clipboard"], { before: "", after: "no" }, SPICE_MACHINE, withSpice({ clipboard: false })],
  [
    "graphics.file-transfer",
    ["graphics", 0, "fileTransfer"],
    { before: "", after: "yes" },
    SPICE_MACHINE,
    withSpice({ fileTransfer: true }),
  ],
  ["graphics.mouse", ["graphics", 0, "mouse"], { before: "", after: "client" }, SPICE_MACHINE, withSpice({ mouse: "client" })],
  [
    "graphics.gl",
    ["graphics", 0, "gl"],
    { before: "no", after: "yes" },
    SPICE_MACHINE,
    withSpice({ gl: true, port: null, listen: { type: "none" } }),
  ],
  [
    "video.added",
    ["video", 1],
    { model: "virtio" },
    VNC_MACHINE,
    (all) => ({
      ...all,
      video: [...all.video, ...all.video.map((video) => ({ ...video, key: null, model: "virtio", vram: null, primary: false }))],
    }),
  ],
  ["video.removed", ["video"], { model: "vga" }, VNC_MACHINE, (all) => ({ ...all, video: [] })],
  ["video.model", ["video", 0, "model"], { before: "vga", after: "virtio" }, VNC_MACHINE, withVideo({ model: "virtio" })],
  ["video.ram", ["video", 0, "ram"], { model: "qxl", before: 65536, after: 131072 }, SPICE_MACHINE, withVideo({ ram: 131072 })],
  ["video.vram", ["video", 0, "vram"], { model: "vga", before: 16384, after: 32768 }, VNC_MACHINE, withVideo({ vram: 32768 })],
  ["video.vram64", ["video", 0, "vram64"], { model: "qxl", before: "", after: 65536 }, SPICE_MACHINE, withVideo({ vram64: 65536 })],
  ["video.vgamem", ["video", 0, "vgamem"], { model: "qxl", before: 16384, after: 32768 }, SPICE_MACHINE, withVideo({ vgamem: 32768 })],
  ["video.heads", ["video", 0, "heads"], { model: "qxl", before: 2, after: 4 }, SPICE_MACHINE, withVideo({ heads: 4 })],
  [
    "video.primary",
    ["video", 0, "primary"],
    { model: "virtio", before: "no", after: "yes" },
    twoVideos,
    (all) => ({ ...all, video: all.video.map((video, index) => ({ ...video, primary: index === 1 })) }),
  ],
  [
    "video.accel3d",
    ["video", 0, "accel3d"],
    { model: "virtio", before: "no", after: "yes" },
    VNC_MACHINE.replace("type='vga' vram='16384'", "type='virtio'"),
    withVideo({ accel3d: true }),
  ],
  ["sound.added", ["sound", 0], { model: "ich9" }, VNC_MACHINE, (all) => ({ ...all, sound: [{ key: null, model: "ich9" }] })],
  ["sound.removed", ["sound"], { model: "ich9" }, SPICE_MACHINE, (all) => ({ ...all, sound: [] })],
  [
    "sound.model",
    ["sound", 0, "model"],
    { before: "ich9", after: "usb" },
    SPICE_MACHINE,
    (all) => ({ ...all, sound: [{ key: 0, model: "usb" }] }),
  ],
  ["audio.backend", ["audio"], { before: "spice", after: "none" }, SPICE_MACHINE, (all) => ({ ...all, graphics: [] })],
  ["device.added", ["tablet"], { device: "tablet" }, VNC_MACHINE, (all) => ({ ...all, tablet: true })],
  [
    "device.added",
    ["folderSharing"],
    { device: "folder-sharing" },
    planned(SPICE_MACHINE, (all) => ({ ...all, folderSharing: false })).xml,
    (all) => ({ ...all, folderSharing: true }),
  ],
  ["device.removed", ["spiceAgent"], { device: "spice-agent" }, SPICE_MACHINE, (all) => ({ ...all, spiceAgent: false })],
  ["device.removed", [], { device: "smartcard" }, SPICE_MACHINE, (all) => ({ ...all, graphics: [] })],
  ["usb-redirection", ["usbRedirection"], { before: 2, after: 1 }, SPICE_MACHINE, (all) => ({ ...all, usbRedirection: 1 })],
  ["spice-port.removed", [], { name: "org.example" }, withPort, (all) => ({ ...all, graphics: [vnc()] })],
  [
    "serial.added",
    ["serials", 0],
    { element: "serial", target: "isa-serial", source: "pty" },
    VNC_MACHINE,
    (all) => ({ ...all, serials: [line] }),
  ],
  [
    "serial.removed",
    ["serials"],
    { element: "serial", target: "isa-serial", source: "pty" },
    withSerial,
    (all) => ({ ...all, serials: [] }),
  ],
  [
    "serial.source",
    ["serials", 0, "source"],
    { element: "serial", before: "tcp", after: "pty" },
    withSerial.replace("<serial type='pty'>", "<serial type='tcp'>"),
    (all) => ({ ...all, serials: all.serials.map((serial) => ({ ...serial, source: "pty" })) }),
  ],
  [
    "serial.target",
    ["serials", 0, "target"],
    { element: "serial", before: "isa-serial", after: "pci-serial" },
    withSerial,
    (all) => ({ ...all, serials: all.serials.map((serial) => ({ ...serial, target: "pci-serial" })) }),
  ],
  [
    "serial.log",
    ["serials", 0, "log"],
    { element: "serial", before: "/var/log/a", after: "" },
    withSerial,
    (all) => ({ ...all, serials: all.serials.map((serial) => ({ ...serial, log: null })) }),
  ],
  [
    "host-device.added",
    ["hostDevices", 0],
    { type: "pci", device: "0000:01:00.0" },
    VNC_MACHINE,
    (all) => ({ ...all, hostDevices: [gpu] }),
  ],
  ["host-device.removed", ["hostDevices"], { type: "mdev", device: vgpu.uuid }, withSerial, (all) => ({ ...all, hostDevices: [] })],
  [
    "host-device.display",
    ["hostDevices", 0, "display"],
    { device: vgpu.uuid, before: "yes", after: "no" },
    withSerial,
    (all) => ({ ...all, hostDevices: [{ ...vgpu, key: 0, display: false }] }),
  ],
];

/** These are told of definitions only that another program changed. */
const OF_OTHERS: ChangeCode[] = ["xml.other", "spice-port.added"];

describe("tells what changes, before and after", () => {
  it.each(rows)("%s %j", (code, path, values, xml, change) => {
    const { plan } = planned(xml, change);
    expect(plan.problems).toEqual([]);
    expect(plan.changes).toContainEqual({ code, path, values, effect: "next-start" });
    expect([...changeCodes[code]].sort()).toEqual(Object.keys(values).sort());
  });

  it("by every code that there is", () => {
    expect(new Set([...rows.map(([code]) => code), ...OF_OTHERS])).toEqual(new Set(Object.keys(changeCodes)));
  });

  it.each(rows)("and nothing but what was asked for or follows: back it goes as well (%s %j)", (_, __, ___, xml, change) => {
    const made = planned(xml, change);
    expect(describeChanges(xml, xml)).toEqual([]);
    expect(describeChanges(made.xml, xml).length).toBeGreaterThan(0);
    expect(describeChanges(made.xml, xml).map(({ code }) => code)).not.toContain("xml.other");
  });

  it("of what it does not know that it differs", () => {
    const more = VNC_MACHINE.replace("<name>vm</name>", "<name>vm</name>\n  <memory unit='KiB'>4194304</memory>");
    expect(describeChanges(VNC_MACHINE, more)).toEqual([{ code: "xml.other", path: [], values: {}, effect: "next-start" }]);
    expect(describeChanges(VNC_MACHINE, VNC_MACHINE.replace("passwd='geheim'", "passwd='geheim' powerControl='yes'"))).toHaveLength(1);
    expect(describeChanges(VNC_MACHINE.replace(/ {4}<channel.*<\/channel>\n/s, ""), withPort).map(({ code }) => code)).toContain(
      "spice-port.added",
    );
  });

  it("and never a password", () => {
    for (const [, , , xml, change] of rows) expect(JSON.stringify(planned(xml, change).plan)).not.toContain("geheim");
  });
});

describe("when it counts", () => {
  const effects = (xml: string, change: Change, live: string | null) =>
    planned(xml, change, { live }).plan.changes.map(({ code, effect }) => `${code} ${effect}`);
  const fresh = withVnc({ password: { kind: "new", value: "x", validTo: "2031-01-01T00:00:00Z" }, port: 5903 });

  it("is at the next start where the machine is off", () => {
    expect(effects(VNC_MACHINE, fresh, null)).toEqual([
      "graphics.port next-start",
      "graphics.password-changed next-start",
      "graphics.password-expiry next-start",
    ]);
  });

  it("is at once for a password of a display that has one, and after power-off and on for all else", () => {
    expect(effects(VNC_MACHINE, fresh, VNC_MACHINE)).toEqual([
      "graphics.port power-cycle",
      "graphics.password-changed now",
      "graphics.password-expiry now",
    ]);
  });

  it("is after power-off and on where the running display has no password, is another, or would lose it", () => {
    const open = VNC_MACHINE.replace(" passwd='geheim'", "");
    expect(effects(VNC_MACHINE, fresh, open)[1]).toBe("graphics.password-changed power-cycle");
    expect(effects(VNC_MACHINE, fresh, SPICE_MACHINE)[1]).toBe("graphics.password-changed power-cycle");
    expect(effects(VNC_MACHINE, withVnc({ password: { kind: "none" } }), VNC_MACHINE)).toEqual(["graphics.password-removed power-cycle"]);
    expect(effects(open, withVnc({ password: { kind: "new", value: "x", validTo: null } }), open)).toEqual([
      "graphics.password-added power-cycle",
    ]);
  });
});

describe("what libvirt takes live", () => {
  const after = planned(
    VNC_MACHINE,
    withVnc({ password: { kind: "new", value: "n'eu", validTo: "2031-01-01T00:00:00Z" }, port: 5999 }),
  ).xml;
  const live = VNC_MACHINE.replace("port='5902' autoport='no' passwd='geheim'", "port='5907' autoport='yes' passwd='ours' odd=\"1\"");

  it("is the running display's own element with the new password and its end", () => {
    expect(liveUpdates(live, after)).toEqual({
      graphics: [
        `<graphics type='vnc' port='5907' autoport='yes' passwd='n&apos;eu' odd="1" keymap='de' passwdValidTo='2031-01-01T00:00:00'>
      <listen type='address' address='127.0.0.1'/>
    </graphics>`,
      ],
    });
  });

  it("is nothing where it runs without one, or with another display, or is to lose it", () => {
    expect(liveUpdates(live.replace(" passwd='ours'", ""), after)).toEqual({ graphics: [] });
    expect(liveUpdates(live.replaceAll("vnc", "spice"), after)).toEqual({ graphics: [] });
    expect(liveUpdates(live, VNC_MACHINE.replace(" passwd='geheim'", ""))).toEqual({ graphics: [] });
  });

  it("leaves the portal's own password alone where the change is about something else", () => {
    const other = planned(VNC_MACHINE, withVnc({ port: 5999 })).xml;
    expect(liveUpdates(live, other).graphics).toHaveLength(1);
    expect(liveUpdates(live, other, VNC_MACHINE)).toEqual({ graphics: [] });
    expect(liveUpdates(live, after, VNC_MACHINE).graphics).toHaveLength(1);
  });

  it("takes an end away", () => {
    const [element] = liveUpdates(live.replace("passwd='ours'", "passwd='ours' passwdValidTo='2020-01-01T00:00:00'"), VNC_MACHINE).graphics;
    expect(element).toContain("passwd='geheim' odd");
  });
});

describe("what waits", () => {
  it("is not what libvirt fills in at the start, nor a password that is another", () => {
    const auto = VNC_MACHINE.replace("port='5902' autoport='no'", "port='-1' autoport='yes'").replace(" address='127.0.0.1'", "");
    const live = VNC_MACHINE.replace(
      "port='5902' autoport='no' passwd='geheim'",
      "port='5900' autoport='yes' listen='127.0.0.1' passwd='other'",
    );
    expect(pendingChanges(auto, live)).toEqual([]);
    expect(
      pendingChanges(
        auto.replace("<listen type='address'", "<listen type='socket'"),
        live.replace("type='address' address='127.0.0.1'", "type='socket' socket='/run/a'").replace(" listen='127.0.0.1'", ""),
      ),
    ).toEqual([]);
  });

  it("is the rest", () => {
    expect(pendingChanges(VNC_MACHINE, VNC_MACHINE.replaceAll("5902", "5900"))).toEqual([
      { code: "graphics.port", path: ["graphics", 0, "port"], values: { type: "vnc", before: 5900, after: 5902 }, effect: "power-cycle" },
    ]);
    expect(pendingChanges(VNC_MACHINE.replace(" passwd='geheim'", ""), VNC_MACHINE).map(({ code }) => code)).toEqual([
      "graphics.password-removed",
    ]);
    expect(pendingChanges(VNC_MACHINE, VNC_MACHINE.replaceAll("127.0.0.1", "0.0.0.0")).map(({ code }) => code)).toEqual([
      "graphics.listen",
    ]);
  });
});

describe("a plan", () => {
  it("names what it was made for, and what it makes", () => {
    const made = planned(VNC_MACHINE, withVnc({ port: null }));
    expect([made.plan.base, made.plan.next]).toEqual([fingerprint(VNC_MACHINE), fingerprint(made.xml)]);
    expect(made.plan.next).toMatch(/^[0-9a-f]{64}$/);
    expect(made.plan.unchanged).toBe(false);
  });

  it("gives the settings as they would be read, without the password", () => {
    const made = planned(VNC_MACHINE, withVnc({ password: { kind: "new", value: "geheim", validTo: "2031-01-01T00:00:00Z" } }));
    expect(made.plan.settings).toEqual(readSettings(made.xml));
    expect(made.plan.settings.graphics[0]?.password).toEqual({ kind: "keep", validTo: "2031-01-01T00:00:00.000Z" });
  });

  it("shows the lines that differ, and no secret in them", () => {
    const made = planned(definition("<graphics type='vnc' passwd='geheim'/>"), (all) => ({
      ...all,
      graphics: [vnc({ key: 0, password: { kind: "new", value: "geheim2", validTo: null } })],
    }));
    expect(made.plan.diff.filter(({ op }) => op !== " ")).toEqual([
      { op: "-", old: 7, new: null, text: "    <graphics type='vnc' passwd='••••••••'/>" },
      { op: "+", old: null, new: 7, text: "    <graphics type='vnc' passwd='••••••••'/>" },
    ]);
  });

  it("speaks of what is not well-formed, or no machine", () => {
    expect(() => planned("<domain>", (all) => all)).toThrow();
    expect(() => planned("<network/>", (all) => all)).toThrow("not a domain");
    expect(() => planned("<!DOCTYPE domain [<!ENTITY a 'b'>]><domain/>", (all) => all)).toThrow("document type");
  });
});
