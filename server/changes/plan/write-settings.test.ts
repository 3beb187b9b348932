import { describe, expect, it } from "vitest";
import type { DisplaySettings, GraphicsSettings } from "#server/contract/display-settings.ts";
import { readSettings } from "./read-settings.ts";
import { definition, VNC_MACHINE } from "./testing/definitions.ts";
import { planned, spice, vnc } from "./testing/planned.ts";

/** What becomes of the devices, each line of them without its indent. */
function devicesOf(xml: string): string[] {
  const [, inside = ""] = /<devices>\n(.*) {2}<\/devices>/s.exec(xml) ?? [];
  return inside.split("\n").flatMap((line) => (line.trim() === "" ? [] : [line.trim()]));
}

function graphicsOf(devices: string, change: Partial<GraphicsSettings>): string[] {
  const made = planned(definition(devices), (all) => ({
    ...all,
    graphics: all.graphics.map((display) => ({ ...display, ...change }) as GraphicsSettings),
  }));
  expect(made.plan.problems).toEqual([]);
  return devicesOf(made.xml);
}

describe("where a display listens", () => {
  const old =
    "<graphics type='vnc' port='5905' autoport='no' websocket='5705' listen='127.0.0.1' passwd='x'>\n  <listen type='address' address='127.0.0.1' odd='1'/>\n</graphics>";
  const first = (listen: GraphicsSettings["listen"]) => graphicsOf(old, { listen });

  it.each<[GraphicsSettings["listen"], string, string]>([
    [
      { type: "address", address: "::" },
      "port='5905' autoport='no' websocket='5705' listen='::' passwd='x'",
      "type='address' address='::' odd='1'",
    ],
    [{ type: "default" }, "port='5905' autoport='no' websocket='5705' passwd='x'", "type='address' odd='1'"],
    [
      { type: "network", network: "default" },
      "port='5905' autoport='no' websocket='5705' passwd='x'",
      "type='network' odd='1' network='default'",
    ],
    [{ type: "socket", path: "/run/a" }, "passwd='x'", "type='socket' odd='1' socket='/run/a'"],
    [{ type: "socket", path: null }, "passwd='x'", "type='socket' odd='1'"],
    [{ type: "none" }, "passwd='x'", "type='none' odd='1'"],
  ])("%j", (listen, attributes, element) => {
    expect(first(listen)).toEqual([`<graphics type='vnc' ${attributes}>`, `<listen ${element}/>`, "</graphics>"]);
  });

  it("is written in both forms where it was in the older one", () => {
    expect(
      graphicsOf("<graphics type='vnc' port='5905' listen='127.0.0.1' passwd='x'/>", { listen: { type: "address", address: "0.0.0.0" } }),
    ).toEqual([
      "<graphics type='vnc' port='5905' listen='0.0.0.0' passwd='x'>",
      "<listen type='address' address='0.0.0.0'/>",
      "</graphics>",
    ]);
    expect(graphicsOf("<graphics type='vnc' socket='/run/a' passwd='x'/>", { listen: { type: "default" } })).toEqual([
      "<graphics type='vnc' passwd='x' port='-1' autoport='yes'>",
      "<listen type='address'/>",
      "</graphics>",
    ]);
  });

  it("stays in the older form where something else changes, if libvirt's schema allows that", () => {
    expect(graphicsOf("<graphics type='vnc' socket='/run/a' passwd='x'/>", { keymap: "de" })).toEqual([
      "<graphics type='vnc' socket='/run/a' passwd='x' keymap='de'/>",
    ]);
    expect(graphicsOf("<graphics type='vnc' socket='/run/a' passwd='x'/>", { sharePolicy: "ignore" } as Partial<GraphicsSettings>)).toEqual(
      ["<graphics type='vnc' passwd='x' sharePolicy='ignore'>", "<listen type='socket' socket='/run/a'/>", "</graphics>"],
    );
  });

  it("leaves a second listener alone", () => {
    const two = old.replace("\n</graphics>", "\n  <listen type='address' address='192.0.2.10'/>\n</graphics>");
    expect(graphicsOf(two, { listen: { type: "address", address: "0.0.0.0" } })).toContain("<listen type='address' address='192.0.2.10'/>");
  });
});

describe("ports", () => {
  it.each<[string, Partial<GraphicsSettings>, string]>([
    [
      "<graphics type='vnc' port='-1' autoport='yes' passwd='x'/>",
      { port: 5905 },
      "<graphics type='vnc' port='5905' autoport='no' passwd='x'/>",
    ],
    ["<graphics type='vnc' port='-1' passwd='x'/>", { port: 5905 }, "<graphics type='vnc' port='5905' passwd='x' autoport='no'/>"],
    [
      "<graphics type='vnc' port='5905' autoport='no' passwd='x'/>",
      { port: null },
      "<graphics type='vnc' port='-1' autoport='yes' passwd='x'/>",
    ],
    [
      "<graphics type='spice' autoport='yes' passwd='x'/>",
      { port: 5905, tlsPort: null },
      "<graphics type='spice' autoport='no' passwd='x' port='5905'/>",
    ],
    [
      "<graphics type='spice' port='5905' tlsPort='5906' autoport='no' passwd='x'/>",
      { port: null, tlsPort: "auto" },
      "<graphics type='spice' autoport='yes' passwd='x'/>",
    ],
    [
      "<graphics type='spice' port='5905' tlsPort='5906' autoport='no' passwd='x'/>",
      { tlsPort: 5907 },
      "<graphics type='spice' port='5905' tlsPort='5907' autoport='no' passwd='x'/>",
    ],
    [
      "<graphics type='spice' tlsPort='5906' passwd='x'/>",
      { keymap: "de" },
      "<graphics type='spice' tlsPort='5906' passwd='x' keymap='de'/>",
    ],
  ])("%s with %j", (before, change, after) => {
    const given = before.includes("tlsPort='5906' passwd")
      ? planned(definition(before), (all) => ({
          ...all,
          graphics: all.graphics.map((display) => ({ ...display, ...change }) as GraphicsSettings),
        }))
      : null;
    expect(given ? devicesOf(given.xml) : graphicsOf(before, change)).toEqual([after]);
  });
});

describe("a display of the other kind", () => {
  const convert = (devices: string, to: (display: GraphicsSettings) => GraphicsSettings) =>
    devicesOf(
      planned(definition(devices), (all) => ({ ...all, graphics: all.graphics.map(to) }), {
        declined: ["spice-agent", "usb-redirection", "sound", "audio-backend", "tablet"],
      }).xml,
    );
  const keep = { kind: "keep" as const, validTo: "2031-01-01T00:00:00.000Z" };

  it("keeps what both know, and what nobody knows", () => {
    const old = `<graphics type="vnc" port="5905" autoport="no" websocket="-1" sharePolicy="ignore" powerControl="yes" passwd="x" passwdValidTo="2031-01-01T00:00:00" keymap="de" odd="1">
  <!-- ours -->
  <listen type="address" address="127.0.0.1"/>
  <audio id="1"/>
  <unknown/>
</graphics>`;
    const asSpice = convert(old, ({ key, listen, port, keymap }) => spice({ key, listen, port, tlsPort: null, keymap, password: keep }));
    expect(asSpice).toEqual([
      `<graphics type="spice" port="5905" autoport="no" passwd="x" passwdValidTo="2031-01-01T00:00:00" keymap="de" odd="1">`,
      "<!-- ours -->",
      `<listen type="address" address="127.0.0.1"/>`,
      "<unknown/>",
      "</graphics>",
    ]);
    const back = convert(asSpice.join("\n"), ({ key, listen, port, keymap }) => vnc({ key, listen, port, keymap, password: keep }));
    expect(back).toEqual(asSpice.map((line) => line.replace("spice", "vnc")));
  });

  it("drops what only SPICE knows", () => {
    const old = `<graphics type='spice' autoport='yes' defaultMode='any' connected='disconnect' passwd='x'>
  <listen type='address'/>
  <channel name='main' mode='any'/>
  <image compression='off'/>
  <gl enable='no'/>
</graphics>`;
    expect(convert(old, ({ key }) => vnc({ key, password: { kind: "keep", validTo: null } }))).toEqual([
      "<graphics type='vnc' autoport='yes' passwd='x' port='-1'>",
      "<listen type='address'/>",
      "</graphics>",
    ]);
  });
});

describe("SPICE's choices", () => {
  const old =
    "<graphics type='spice' autoport='yes' passwd='x'>\n  <listen type='address'/>\n  <image compression='off'/>\n  <gl enable='no' rendernode='/dev/dri/x'/>\n</graphics>";

  it("come in libvirt's order, and go", () => {
    const made = graphicsOf(old, {
      channels: { main: "secure" },
      jpeg: "never",
      mouse: "client",
      clipboard: false,
      playback: true,
      fileTransfer: false,
      defaultMode: "secure",
    } as Partial<GraphicsSettings>);
    expect(made).toEqual([
      "<graphics type='spice' autoport='yes' passwd='x' defaultMode='secure'>",
      "<listen type='address'/>",
      "<channel name='main' mode='secure'/>",
      "<image compression='off'/>",
      "<jpeg compression='never'/>",
      "<playback compression='on'/>",
      "<mouse mode='client'/>",
      "<clipboard copypaste='no'/>",
      "<filetransfer enable='no'/>",
      "<gl enable='no' rendernode='/dev/dri/x'/>",
      "</graphics>",
    ]);
    expect(
      graphicsOf(made.join("\n"), {
        channels: {},
        image: null,
        jpeg: null,
        mouse: null,
        clipboard: null,
        playback: null,
        fileTransfer: null,
        defaultMode: null,
      } as Partial<GraphicsSettings>),
    ).toEqual([
      "<graphics type='spice' autoport='yes' passwd='x'>",
      "<listen type='address'/>",
      "<gl enable='no' rendernode='/dev/dri/x'/>",
      "</graphics>",
    ]);
  });

  it("keep the GPU that draws", () => {
    expect(graphicsOf(old, { gl: true, listen: { type: "none" } } as Partial<GraphicsSettings>)).toContain(
      "<gl enable='yes' rendernode='/dev/dri/x'/>",
    );
  });
});

describe("a password", () => {
  it("is set, ends and goes", () => {
    const old = "<graphics type='vnc' port='-1' autoport='yes' passwd='x'/>";
    const set = graphicsOf(old, { password: { kind: "new", value: "a'b<", validTo: "2031-01-02T03:04:05.678Z" } });
    expect(set).toEqual(["<graphics type='vnc' port='-1' autoport='yes' passwd='a&apos;b&lt;' passwdValidTo='2031-01-02T03:04:05'/>"]);
    expect(graphicsOf(set.join(), { password: { kind: "keep", validTo: null } })).toEqual([
      "<graphics type='vnc' port='-1' autoport='yes' passwd='a&apos;b&lt;'/>",
    ]);
    expect(graphicsOf(set.join(), { password: { kind: "none" } })).toEqual(["<graphics type='vnc' port='-1' autoport='yes'/>"]);
  });

  it("is not dropped where it ends in a way that nobody knows", () => {
    const odd = "<graphics type='vnc' port='-1' autoport='yes' passwd='' passwdValidTo='tomorrow'/>";
    expect(graphicsOf(odd, { keymap: "de" })).toEqual([odd.replace("/>", " keymap='de'/>")]);
  });
});

describe("a video device", () => {
  const devices = (xml: string, change: (all: DisplaySettings) => DisplaySettings) =>
    devicesOf(planned(definition(`<graphics type='vnc' passwd='x'/>\n${xml}`), change).xml).slice(1);
  const model =
    (name: string) =>
    (all: DisplaySettings): DisplaySettings => ({ ...all, video: all.video.map((video) => ({ ...video, model: name })) });
  const virtio = `<video>
  <driver name='vhostuser' packed='on' vgaconf='io'/>
  <model type='virtio' heads='2' primary='yes'>
    <acceleration accel3d='yes' rendernode='/dev/dri/x'/>
    <resolution x='1280' y='800'/>
  </model>
  <alias name='ua-v'/>
  <address type='pci' bus='0x00' slot='0x01' function='0x0'/>
</video>`;

  it("of another model loses what the new one cannot have, and keeps the rest", () => {
    expect(devices(virtio, model("vga"))).toEqual([
      "<video>",
      "<driver vgaconf='io'/>",
      "<model type='vga' primary='yes'>",
      "<resolution x='1280' y='800'/>",
      "</model>",
      "<alias name='ua-v'/>",
      "<address type='pci' bus='0x00' slot='0x01' function='0x0'/>",
      "</video>",
    ]);
    expect(devices(virtio, model("ramfb"))).toEqual([
      "<video>",
      "<driver vgaconf='io'/>",
      "<model type='ramfb' primary='yes'/>",
      "<alias name='ua-v'/>",
      "</video>",
    ]);
    expect(devices(virtio.replace(" vgaconf='io'", ""), model("none"))).toEqual([
      "<video>",
      "<model type='none'/>",
      "<alias name='ua-v'/>",
      "</video>",
    ]);
  });

  it("of none gets a model", () => {
    expect(devices("<video/>", model("vga"))).toEqual(["<video>", "<model type='vga'/>", "</video>"]);
  });

  it("switches 3D without forgetting the GPU that draws", () => {
    const off = devices(virtio, (all) => ({ ...all, video: all.video.map((video) => ({ ...video, accel3d: false })) }));
    expect(off).toContain("<acceleration accel3d='no' rendernode='/dev/dri/x'/>");
  });

  it("that becomes the primary one comes first, with all that it has", () => {
    const second = virtio.replace(" primary='yes'", "").replace(" packed", " iommu='on' packed");
    const made = devices(`<video>\n  <model type='vga' vram='16384' primary='yes'/>\n</video>\n${second}`, (all) => ({
      ...all,
      video: all.video.flatMap((video, index) => (index === 1 ? [{ ...video, primary: true }] : [])),
    }));
    expect(made[1]).toContain("iommu='on'");
    const both = devices(`<video>\n  <model type='qxl' primary='yes'/>\n</video>\n${second}`, (all) => ({
      ...all,
      video: all.video.map((video, index) => ({ ...video, primary: index === 1 })),
    }));
    expect(both.filter((line) => line.startsWith("<model"))).toEqual([
      "<model type='virtio' heads='2' primary='yes'>",
      "<model type='qxl'/>",
    ]);
  });
});

describe("a serial line", () => {
  const xml = definition(`<serial type='tcp'>
  <source mode='bind' host='127.0.0.1' service='4555'/>
  <protocol type='raw'/>
  <log file='/a' append='off'/>
  <target type='isa-serial' port='0'>
    <model name='isa-serial'/>
  </target>
  <alias name='ua-s'/>
</serial>
<console type='tcp'>
  <source mode='bind' host='127.0.0.1' service='4555'/>
  <target type='serial' port='0'/>
</console>
<console type='pty'>
  <target type='virtio' port='1'/>
</console>`);
  const serials = (change: (all: DisplaySettings["serials"]) => DisplaySettings["serials"]) =>
    devicesOf(planned(xml, (all) => ({ ...all, serials: change(all.serials) })).xml);

  it("is shown once", () => {
    expect(readSettings(xml).serials).toEqual([
      { key: 0, element: "serial", source: "tcp", target: "isa-serial", log: "/a" },
      { key: 1, element: "console", source: "pty", target: "virtio", log: null },
    ]);
  });

  it("that can be opened has no peer, and libvirt's copy of it goes", () => {
    expect(serials((all) => all.map((line) => ({ ...line, source: "pty" })))).toEqual([
      "<serial type='pty'>",
      "<log file='/a' append='off'/>",
      "<target type='isa-serial' port='0'>",
      "<model name='isa-serial'/>",
      "</target>",
      "<alias name='ua-s'/>",
      "</serial>",
      "<console type='pty'>",
      "<target type='virtio' port='1'/>",
      "</console>",
    ]);
  });

  it("that goes takes its copy with it", () => {
    expect(serials((all) => all.slice(1))).toEqual(["<console type='pty'>", "<target type='virtio' port='1'/>", "</console>"]);
  });

  it("of another kind forgets its old model", () => {
    const made = serials((all) => all.map((line) => (line.element === "serial" ? { ...line, target: "pci-serial", log: "/b" } : line)));
    expect(made).toContain("<target type='pci-serial' port='0'/>");
    expect(made).toContain("<log file='/b' append='off'/>");
  });

  it("leaves its copy alone where another one changes", () => {
    expect(serials((all) => all.slice(0, 1)).filter((line) => line.startsWith("<console"))).toEqual(["<console type='tcp'>"]);
  });
});

describe("a device of the host", () => {
  const mdev = `<hostdev mode='subsystem' type='mdev' managed='no' model='vfio-pci' display='on' ramfb='on'>
  <source>
    <address uuid='C2177883-F1BB-47F0-914D-32A22E3A8804'/>
  </source>
  <boot order='1'/>
</hostdev>`;
  const others =
    "<hostdev mode='subsystem' type='usb'><source><vendor id='0x1'/><product id='0x2'/></source></hostdev>\n<hostdev mode='subsystem' type='mdev' model='vfio-ap'><source><address uuid='9063cba3-ecef-47b6-abcf-3fef4fdcad85'/></source></hostdev>";
  const xml = definition(`<graphics type='vnc' passwd='x'/>\n${others}\n${mdev}`);

  it("is found among others, which stay", () => {
    expect(readSettings(xml).hostDevices).toEqual([{ key: 2, type: "mdev", uuid: "c2177883-f1bb-47f0-914d-32a22e3a8804", display: true }]);
    const made = planned(xml, (all) => ({ ...all, hostDevices: [{ key: null, type: "pci", address: "0000:41:00.1" }] })).xml;
    expect(devicesOf(made)).toEqual([
      "<graphics type='vnc' passwd='x'/>",
      ...others.split("\n"),
      "<hostdev mode='subsystem' type='pci' managed='yes'>",
      "<source>",
      "<address domain='0x0000' bus='0x41' slot='0x00' function='0x1'/>",
      "</source>",
      "</hostdev>",
    ]);
  });

  it("that is no longer shown loses the boot picture", () => {
    const made = planned(xml, (all) => ({
      ...all,
      hostDevices: all.hostDevices.map((device) => (device.type === "mdev" ? { ...device, display: false } : device)),
    })).xml;
    expect(made).toContain("<hostdev mode='subsystem' type='mdev' managed='no' model='vfio-pci' display='off'>");
    expect(made).toContain("C2177883-F1BB");
  });

  it("becomes another one in its place", () => {
    const pci = definition(
      "<hostdev mode='subsystem' type='pci'>\n  <source>\n    <address bus='1' slot='0' function='0'/>\n  </source>\n  <rom bar='off'/>\n</hostdev>",
    );
    expect(readSettings(pci).hostDevices).toEqual([{ key: 0, type: "pci", address: "0000:01:00.0" }]);
    const made = planned(pci, (all) => ({ ...all, hostDevices: [{ key: 0, type: "pci", address: "0000:02:1f.7" }] })).xml;
    expect(devicesOf(made)).toContain("<address bus='0x02' slot='0x1f' function='0x7' domain='0x0000'/>");
    expect(devicesOf(made)).toContain("<rom bar='off'/>");
  });
});

it("puts new devices where libvirt puts them", () => {
  const made = planned(VNC_MACHINE, (all) => ({
    ...all,
    graphics: [...all.graphics, spice()],
    serials: [{ key: null, element: "serial", source: "pty", target: "isa-serial", log: null }],
    folderSharing: true,
    tablet: true,
    hostDevices: [{ key: null, type: "pci", address: "0000:01:00.0" }],
  }));
  const names = [...made.xml.replace(/<os>.*<\/os>/s, "").matchAll(/^ {4}<(\w+)/gm)].map(([, name]) => name);
  expect(names).toEqual([
    "serial",
    "channel",
    "channel",
    "input",
    "graphics",
    "graphics",
    "sound",
    "audio",
    "video",
    "hostdev",
    "redirdev",
    "redirdev",
  ]);
});
