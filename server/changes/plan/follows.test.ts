import { describe, expect, it } from "vitest";
import type { DisplaySettings } from "#server/contract/display-settings.ts";
import { readSettings } from "./read-settings.ts";
import { definition, SPICE_MACHINE, VNC_MACHINE } from "./testing/definitions.ts";
import { planned, spice, vnc } from "./testing/planned.ts";

const toVnc = (settings: DisplaySettings): DisplaySettings => ({
  ...settings,
  graphics: [vnc({ key: settings.graphics[0]?.key ?? null })],
});
const toSpice = (settings: DisplaySettings): DisplaySettings => ({
  ...settings,
  graphics: [spice({ key: settings.graphics[0]?.key ?? null })],
});
const actions = ({ plan }: ReturnType<typeof planned>) =>
  plan.follows.map(({ id, action, required }) => `${id} ${action}${required ? "!" : ""}`);

describe("SPICE goes", () => {
  it("takes with it, or converts, all that needs it", () => {
    const made = planned(SPICE_MACHINE, toVnc);
    expect(actions(made)).toEqual([
      "vnc-agent convert",
      "usb-redirection remove!",
      "folder-sharing remove!",
      "smartcard remove!",
      "audio-backend convert!",
      "tablet add",
      "video convert",
    ]);
    expect(made.plan.problems).toEqual([]);
    expect(made.xml).not.toMatch(/spice(?!\.0)/);
    expect(made.plan.settings).toMatchObject({
      spiceAgent: false,
      vncAgent: true,
      usbRedirection: 0,
      folderSharing: false,
      tablet: true,
      sound: [{ model: "ich9" }],
    });
  });

  it("keeps the agent's place in the guest", () => {
    const { xml } = planned(SPICE_MACHINE, toVnc);
    expect(xml).toContain(`<channel type='qemu-vdagent'>
      <source>
        <clipboard copypaste='yes'/>
        <mouse mode='client'/>
      </source>
      <target type='virtio' name='com.redhat.spice.0'/>
      <address type='virtio-serial' controller='0' bus='0' port='1'/>
    </channel>`);
  });

  it.each([
    ["the host does not have QEMU's agent", { options: { channelTypes: ["spicevmc"] } }, ["spice-agent remove!"]],
    ["the host does not tell", { options: { channelTypes: [] } }, ["spice-agent remove!"]],
    ["QEMU's agent is declined", { declined: ["vnc-agent" as const] }, ["vnc-agent convert", "spice-agent remove!"]],
  ])("takes the agent where %s", (_, given, expected) => {
    const made = planned(SPICE_MACHINE, toVnc, given);
    expect(actions(made).filter((text) => text.includes("agent"))).toEqual(expected);
    expect(made.plan.settings).toMatchObject({ spiceAgent: false, vncAgent: false });
    expect(made.codes).toEqual([]);
  });

  it("takes the agent where no display is left", () => {
    const made = planned(SPICE_MACHINE, (settings) => ({ ...settings, graphics: [] }));
    expect(actions(made)).toContain("spice-agent remove!");
    expect(made.xml).not.toContain("<channel");
  });

  it.each([
    ["debian12", "virtio", 2],
    ["http://fedoraproject.org/fedora/36", "virtio", 2],
    ["alpinelinux3.15", "virtio", 2],
    ["archlinux", "virtio", 2],
    ["ubuntu14.04", "vga", null],
    ["centos7.0", "vga", null],
    ["win10", "vga", null],
    [null, "vga", null],
  ])("makes of QXL on %s %s", (os, model, heads) => {
    const { plan } = planned(SPICE_MACHINE, toVnc, { options: { os } });
    expect(plan.settings.video).toEqual([
      { key: 0, model, heads, ram: null, vram: null, vram64: null, vgamem: null, primary: true, accel3d: false },
    ]);
    expect(plan.follows).toContainEqual({
      id: "video",
      action: "convert",
      applied: true,
      required: false,
      values: { before: "qxl", after: model },
    });
  });

  it("makes of QXL what the host has", () => {
    const models = ["qxl", "virtio"].map((model) => ({ model, heads: true, sizes: [], accel3d: false }));
    expect(planned(SPICE_MACHINE, toVnc, { options: { os: "win10", videoModels: models } }).plan.settings.video[0]?.model).toBe("virtio");
    const none = planned(SPICE_MACHINE, toVnc, { options: { videoModels: models.slice(0, 1) } });
    expect([none.plan.settings.video[0]?.model, none.advice]).toEqual(["qxl", expect.arrayContaining(["qxl-without-spice"])]);
  });

  it("leaves a second QXL where only virtio may stand in its place", () => {
    const two = SPICE_MACHINE.replace("<redirdev", "<video>\n      <model type='qxl' heads='1'/>\n    </video>\n    <redirdev");
    const models = (os: string) => planned(two, toVnc, { options: { os } }).plan.settings.video.map(({ model }) => model);
    expect(models("debian12")).toEqual(["virtio", "virtio"]);
    expect(models("win10")).toEqual(["vga", "qxl"]);
  });

  it("makes a serial line on a SPICE port one that can be opened, and takes a channel's port", () => {
    const ports = SPICE_MACHINE.replace(
      "<smartcard",
      `<serial type='spiceport'>
      <source channel='org.qemu.console.serial.0'/>
      <target type='isa-serial' port='0'/>
    </serial>
    <console type='spiceport'>
      <source channel='org.qemu.console.serial.0'/>
      <target type='serial' port='0'/>
    </console>
    <channel type='spiceport'>
      <source channel='org.example'/>
      <target type='virtio' name='org.example'/>
    </channel>
    <smartcard`,
    );
    const made = planned(ports, toVnc);
    expect(made.plan.settings.serials).toEqual([{ key: 0, element: "serial", source: "pty", target: "isa-serial", log: null }]);
    expect(made.xml).not.toContain("spiceport");
    expect(made.plan.follows).toContainEqual({
      id: "spice-port",
      action: "convert",
      applied: true,
      required: true,
      values: { name: "org.qemu.console.serial.0", before: "spiceport", after: "pty" },
    });
  });

  it("says what does not start where what must follow is declined", () => {
    const declined = ["usb-redirection", "folder-sharing", "smartcard", "audio-backend", "video"] as const;
    const made = planned(SPICE_MACHINE, toVnc, { declined: [...declined] });
    expect(made.plan.problems.map(({ code, values }) => `${code} ${values.device}`)).toEqual(
      declined.slice(0, 4).map((device) => `spice-left-behind ${device}`),
    );
    expect(made.plan.settings.video[0]?.model).toBe("qxl");
    expect(made.plan.follows.filter(({ applied }) => !applied).map(({ id }) => id)).toEqual([...declined]);
  });

  it("says nothing of what was left behind before", () => {
    const broken = definition("<graphics type='vnc' port='5902' autoport='no' passwd='x'/>\n<redirdev bus='usb' type='spicevmc'/>");
    const made = planned(broken, (settings) => ({ ...settings, tablet: true }));
    expect(made.plan.problems).toEqual([]);
    expect(made.plan.advice).toContainEqual({
      code: "spice-left-behind",
      path: ["usbRedirection"],
      values: { device: "usb-redirection" },
      level: "warning",
    });
    expect(made.plan.follows).toEqual([]);
  });

  it("stays where VNC comes beside it: nothing goes", () => {
    const made = planned(SPICE_MACHINE, (settings) => ({ ...settings, graphics: [...settings.graphics, vnc()] }));
    expect(actions(made)).toEqual(["tablet add"]);
    expect(made.plan.settings).toMatchObject({ spiceAgent: true, usbRedirection: 2, folderSharing: true, video: [{ model: "qxl" }] });
  });
});

describe("SPICE comes", () => {
  it("brings an agent, redirection and sound", () => {
    const made = planned(VNC_MACHINE, toSpice);
    expect(actions(made)).toEqual(["spice-agent add", "usb-redirection add", "sound add", "audio-backend convert"]);
    expect(made.plan.settings).toMatchObject({
      spiceAgent: true,
      usbRedirection: 2,
      sound: [{ model: "ich9" }],
      video: [{ model: "vga" }],
    });
    expect(made.xml).toContain("<audio id='1' type='spice'/>");
  });

  it.each(["spice-agent", "usb-redirection", "sound", "audio-backend"] as const)("brings no %s where it is declined", (id) => {
    const [all, without] = [planned(VNC_MACHINE, toSpice), planned(VNC_MACHINE, toSpice, { declined: [id] })];
    expect(without.plan.follows.find((follow) => follow.id === id)).toMatchObject({ applied: false });
    expect(without.codes).toEqual([]);
    expect(without.xml).not.toBe(all.xml);
  });

  it("makes QEMU's agent SPICE's, unless VNC stays", () => {
    const vdagent = planned(SPICE_MACHINE, toVnc).xml;
    const alone = planned(vdagent, toSpice);
    expect(alone.plan.settings).toMatchObject({ spiceAgent: true, vncAgent: false });
    expect(alone.xml).toContain(`<channel type='spicevmc'>
      <target type='virtio' name='com.redhat.spice.0'/>
      <address type='virtio-serial' controller='0' bus='0' port='1'/>`);
    const both = planned(vdagent, (settings) => ({ ...settings, graphics: [...settings.graphics, spice()] }));
    expect(both.plan.settings).toMatchObject({ spiceAgent: false, vncAgent: true });
    expect(both.advice).toContain("spice-no-agent");
    expect(actions(planned(both.xml, (settings) => ({ ...settings, graphics: settings.graphics.slice(1) })))).toContain(
      "spice-agent convert",
    );
  });

  it.each([
    ["pc-i440fx-7.2", undefined, "ich6"],
    ["pc-q35-7.2", undefined, "ich9"],
    ["pc-q35-7.2", ["ich9", "usb"], "ich9"],
    ["pc-q35-7.2", ["ac97"], undefined],
    ["isapc", undefined, undefined],
  ])("brings %s with %s %s", (machineType, soundModels, model) => {
    const { plan } = planned(VNC_MACHINE, toSpice, { options: { machineType, soundModels: soundModels ?? [] } });
    expect(plan.settings.sound[0]?.model).toBe(model);
  });

  it("brings a backend where libvirt would choose another one, and none where there is one", () => {
    const without = VNC_MACHINE.replace("    <audio id='1' type='none'/>\n", "    <sound model='ac97'/>\n");
    expect(planned(without, toSpice).xml).toContain("<audio id='1' type='spice'/>");
    const other = VNC_MACHINE.replace("type='none'", "type='pulseaudio'");
    expect(actions(planned(other, toSpice))).not.toContain("audio-backend convert");
    expect(planned(other, toSpice).xml).toContain("type='pulseaudio'");
  });

  it("redirects USB devices where a port is free", () => {
    const uhci = (devices: string) =>
      definition(`<controller type='usb' index='0' model='piix3-uhci'/>\n<graphics type='vnc' passwd='x'/>${devices}`);
    const tablet = "\n<input type='tablet' bus='usb'>\n  <address type='usb' bus='0' port='1'/>\n</input>";
    expect(planned(uhci(""), toSpice).plan.settings.usbRedirection).toBe(2);
    expect(planned(uhci(tablet), toSpice).plan.settings.usbRedirection).toBe(2);
    expect(planned(uhci(tablet + tablet.replace("port='1'", "port='2'")), toSpice).plan.settings.usbRedirection).toBe(0);
    expect(
      planned(definition("<controller type='usb' model='none'/>\n<graphics type='vnc' passwd='x'/>"), toSpice).plan.settings.usbRedirection,
    ).toBe(0);
  });
});

describe("a display comes to a machine that has none", () => {
  const toBoth = (settings: DisplaySettings): DisplaySettings => ({ ...settings, graphics: [vnc()] });

  it("brings a video device and a tablet", () => {
    const made = planned(definition("<audio id='1' type='none'/>"), toBoth, { options: { os: null } });
    expect(actions(made)).toEqual(["tablet add", "video add"]);
    expect(made.plan.settings).toMatchObject({ tablet: true, video: [{ model: "vga" }] });
  });

  it("brings a picture where there was none on purpose, if it is not declined", () => {
    const none = definition("<video>\n  <model type='none'/>\n</video>");
    expect(planned(none, toBoth).plan.settings.video).toMatchObject([{ model: "virtio", primary: true }]);
    const declined = planned(none, toBoth, { declined: ["video"] });
    expect([declined.plan.settings.video, declined.advice]).toMatchObject([
      [{ model: "none" }],
      expect.arrayContaining(["none-no-serial"]),
    ]);
  });

  it("brings a tablet on virtio where there is no USB", () => {
    const s390x = "<domain type='kvm'>\n  <os>\n    <type arch='s390x'>hvm</type>\n  </os>\n  <devices/>\n</domain>";
    const { xml, plan } = planned(s390x, toBoth, { options: { arch: "s390x", machineType: "s390-ccw-virtio" } });
    expect(xml).toContain("<input type='tablet' bus='virtio'/>");
    expect(plan.settings.video).toMatchObject([{ model: "virtio" }]);
    const sparc = s390x.replace("s390x", "sparc");
    expect(planned(sparc, toBoth, { options: { arch: "sparc", machineType: "SS-5" } }).plan.settings.tablet).toBe(false);
  });
});

describe("what the person changes stays as they want it", () => {
  it.each<[string, string, Partial<DisplaySettings>]>([
    ["no agent at all", SPICE_MACHINE, { spiceAgent: false }],
    ["one redirection", VNC_MACHINE, { usbRedirection: 1 }],
    ["another sound card", VNC_MACHINE, { sound: [{ key: null, model: "usb" }] }],
    ["no tablet", SPICE_MACHINE.replace("<redirdev", "<input type='tablet' bus='usb'/>\n    <redirdev"), { tablet: false }],
  ])("%s", (_, xml, change) => {
    const convert = xml === VNC_MACHINE ? toSpice : toVnc;
    const made = planned(xml, (settings) => ({ ...convert(settings), ...change }));
    const { sound, ...flags } = change;
    expect(made.plan.settings).toMatchObject({ ...flags, ...(sound ? { sound: [{ model: "usb" }] } : {}) });
    expect(made.codes).toEqual([]);
  });

  it("another video model", () => {
    const made = planned(SPICE_MACHINE, (settings) => ({
      ...toVnc(settings),
      video: settings.video.map((video) => ({ ...video, model: "bochs" })),
    }));
    expect(made.plan.settings.video).toMatchObject([{ model: "bochs", ram: null, vram: null, heads: null }]);
    expect(actions(made)).not.toContain("video convert");
  });

  it("no agent of VNC's where VNC goes", () => {
    const vdagent = planned(SPICE_MACHINE, toVnc).xml;
    const gone = planned(vdagent, (settings) => ({ ...settings, graphics: [] }));
    expect(actions(gone)).toEqual(["vnc-agent remove"]);
    expect(readSettings(gone.xml).vncAgent).toBe(false);
  });
});

it("follows nothing where no protocol changes", () => {
  expect(planned(SPICE_MACHINE, (settings) => ({ ...settings, tablet: true })).plan.follows).toEqual([]);
});
