import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type PrivateLibvirtd, startPrivateLibvirtd } from "#demo/libvirtd.ts";
import type { FollowId, PlannedChange } from "#server/contract/display-plan.ts";
import type { DisplaySettings } from "#server/contract/display-settings.ts";
import { liveUpdates } from "./live-update.ts";
import { pendingChanges } from "./pending.ts";
import { readSettings } from "./read-settings.ts";
import { corpus } from "./testing/corpus.ts";
import { planned, spice, vnc } from "./testing/planned.ts";
import { steps } from "./testing/tour.ts";

const execShell = promisify(execFile);
const MINUTES = 60_000;
let libvirtd: PrivateLibvirtd;
let names = 0;

beforeAll(async () => {
  libvirtd = await startPrivateLibvirtd();
});
afterAll(() => libvirtd?.stop());

/** What libvirt makes of a definition: with all that it adds and leaves out by itself. Throws with what it has against it. */
async function defined(xml: string): Promise<string> {
  const name = `m${names++}`;
  const file = join(libvirtd.directory, `${name}.xml`);
  const named = xml.replace(/<name>[^<]*<\/name>/, `<name>${name}</name>`).replace(/<uuid>[^<]*<\/uuid>/, "");
  writeFileSync(file, named);
  const kept = await libvirtd.virsh([`define ${file}; dumpxml --inactive --security-info ${name}; undefine --nvram ${name}`]);
  return kept.trimEnd();
}

/** Definitions that this machine's QEMU can run: PCs, without what other hosts have. */
function definable(): [string, string][] {
  const foreign =
    /arch=.(?!x86_64)|type='sdl'|rhel|smartcard|vfio|OVMF|microvm|<interface|<smbios|virt-manager|tlsPort="5|tlsPort='6|accel3d="yes"|<hostdev/;
  return corpus()
    .map(([name, xml]): [string, string] => [name, asQemu(xml)])
    .filter(([, xml]) => !foreign.test(xml));
}

/** What libvirt takes on any machine: without the processor, the disks and networks of another. */
function asQemu(xml: string): string {
  return xml
    .replace(/(<domain[^>]* type=|<domain type=)(["'])kvm\2/, "$1$2qemu$2")
    .replace(/<cpu[ >].*?<\/cpu>|<cpu [^>]*\/>/s, "")
    .replace(/<emulator>.*?<\/emulator>/, "")
    .replace(/<(interface|disk) .*?<\/\1>/gs, "")
    .replace(/<(iothreads|maxMemory|sysinfo|smbios|cputune)[ >].*?<\/\1>|<smbios[^>]*\/>/gs, "");
}

/** Where nothing is said libvirt may choose, and it adds a video device to a display and marks the first as the primary one. */
function chosen(settings: DisplaySettings, seen: DisplaySettings): unknown {
  const filled = settings.video.map((video, index) => ({
    ...video,
    ...Object.fromEntries(Object.entries(seen.video[index] ?? {}).filter(([name]) => video[name as keyof typeof video] === null)),
  }));
  const implicit = settings.graphics.length > 0 && settings.video.length === 0;
  const serials = settings.serials.map(({ key: _, ...line }, index) => {
    const found = seen.serials[index];
    return { ...line, element: found?.element, target: line.target === null || line.target === "serial" ? found?.target : line.target };
  });
  return { ...settings, video: implicit ? seen.video : filled, serials };
}

function withoutKeys(settings: DisplaySettings): unknown {
  return { ...settings, serials: settings.serials.map(({ key: _, ...line }) => line) };
}

it("has a good share of the corpus to define", () => {
  expect(definable().map(([name]) => name).length).toBeGreaterThan(25);
});

it.each(definable())("%s is in libvirt's form what it was, at each change of protocol", { timeout: 2 * MINUTES }, async (_, xml) => {
  let present = xml;
  for (const [step, change] of [["as it is", (settings: DisplaySettings) => settings] as const, ...steps]) {
    const { plan, xml: made } = planned(present, change);
    expect([step, plan.problems]).toEqual([step, []]);
    present = await defined(made);
    const seen = readSettings(present);
    expect([step, withoutKeys(seen)]).toEqual([step, chosen(plan.settings, seen)]);
    expect(planned(present, (settings) => settings).xml).toBe(present);
  }
});

it.each([
  ["usb-redirection", "<redirdev bus='usb' type='spicevmc'/>"],
  ["spice-agent", "<channel type='spicevmc'><target type='virtio' name='com.redhat.spice.0'/></channel>"],
  [
    "folder-sharing",
    "<channel type='spiceport'><source channel='org.spice-space.webdav.0'/><target type='virtio' name='org.spice-space.webdav.0'/></channel>",
  ],
  ["smartcard", "<smartcard mode='passthrough' type='spicevmc'/>"],
  ["audio-backend", "<audio id='1' type='spice'/>"],
  ["spice-port", "<serial type='spiceport'><source channel='org.example'/></serial>"],
] as const)("libvirt refuses a definition in which %s was declined, as the plan says", async (id, device) => {
  const xml = `<domain type='qemu'><name>a</name><memory>65536</memory><os><type arch='x86_64' machine='q35'>hvm</type></os><devices>
    <graphics type='spice' autoport='yes'/>${device}</devices></domain>`;
  const declined: FollowId[] = id === "spice-agent" ? [id, "vnc-agent"] : [id];
  const made = planned(xml, (settings) => ({ ...settings, graphics: [vnc()] }), { declined });
  expect(made.plan.problems).toContainEqual(expect.objectContaining({ code: "spice-left-behind", values: { device: id } }));
  expect(made.plan.follows).toContainEqual(expect.objectContaining({ id, applied: false, required: true }));
  await expect(defined(made.xml)).rejects.toThrow(/not supported without spice graphics/);
  await expect(defined(planned(xml, (settings) => ({ ...settings, graphics: [vnc()] })).xml)).resolves.toContain("type='vnc'");
});

const one = (devices: string) =>
  `<domain type='qemu'><name>a</name><memory>65536</memory><os><type arch='x86_64' machine='q35'>hvm</type></os><devices>${devices}</devices></domain>`;
const withVga = one("<graphics type='vnc'/><video><model type='vga'/></video>");
const blank = { key: null, ram: null, vram: null, vram64: null, vgamem: null, heads: null, primary: false, accel3d: false };

it.each<[string, string, (settings: DisplaySettings) => DisplaySettings, RegExp]>([
  [
    "vnc-password-long",
    withVga,
    (all) => ({ ...all, graphics: [vnc({ password: { kind: "new", value: "123456789", validTo: null } })] }),
    /only 8 permitted/,
  ],
  ["heads-unsupported", withVga, (all) => ({ ...all, video: all.video.map((video) => ({ ...video, heads: 2 })) }), /multiple 'heads'/],
  ["video-only-primary", withVga, (all) => ({ ...all, video: [...all.video, { ...blank, model: "cirrus" }] }), /only valid as primary/],
  ["video-none-alone", withVga, (all) => ({ ...all, video: [...all.video, { ...blank, model: "none" }] }), /must be the only video device/],
  ["video-size-small", withVga, (all) => ({ ...all, video: all.video.map((video) => ({ ...video, vram: 512 })) }), /at least 1 MiB/],
  [
    "video-size-power",
    withVga,
    (all) => ({ ...all, video: all.video.map((video) => ({ ...video, model: "qxl", vgamem: 17000 })) }),
    /power of two/,
  ],
  [
    "video-size-unsupported",
    withVga,
    (all) => ({ ...all, video: all.video.map((video) => ({ ...video, model: "virtio", ram: 65536 })) }),
    /only supported for video type qxl/,
  ],
  [
    "accel3d-unsupported",
    withVga,
    (all) => ({ ...all, video: all.video.map((video) => ({ ...video, accel3d: true })) }),
    /3d acceleration is supported only/,
  ],
  [
    "serial-target-unknown",
    withVga,
    (all) => ({ ...all, serials: [{ key: null, element: "serial", source: "pty", target: "virtio", log: null }] }),
    /unknown target type/,
  ],
  [
    "host-device-twice",
    withVga,
    (all) => ({ ...all, hostDevices: [0, 1].map(() => ({ key: null, type: "pci", address: "0000:01:00.0" })) }),
    /already exists/,
  ],
  [
    "host-device-display-alone",
    withVga,
    (all) => ({
      ...all,
      graphics: [],
      hostDevices: [{ key: null, type: "mdev", uuid: "c2177883-f1bb-47f0-914d-32a22e3a8804", display: true }],
    }),
    /graphics device is needed/,
  ],
  [
    "usb-ports",
    one(
      "<controller type='usb' model='piix3-uhci'/><input type='tablet' bus='usb'><address type='usb' bus='0' port='1'/></input><input type='mouse' bus='usb'><address type='usb' bus='0' port='2'/></input><graphics type='spice' autoport='yes'/>",
    ),
    (all) => ({ ...all, usbRedirection: 2 }),
    /No free USB ports/,
  ],
])("libvirt refuses what the plan calls %s", async (code, xml, change, refusal) => {
  const made = planned(xml, change);
  expect(made.codes).toContain(code);
  await expect(defined(made.xml)).rejects.toThrow(refusal);
});

it("libvirt finds ports for as many USB devices as the plan says", async () => {
  const pc = one("<controller type='usb' model='piix3-uhci'/><graphics type='spice' autoport='yes'/>");
  for (const usbRedirection of [1, 2, 3, 6]) {
    const made = planned(pc, (all) => ({ ...all, usbRedirection }));
    expect([usbRedirection, made.codes]).toEqual([usbRedirection, []]);
    expect(readSettings(await defined(made.xml)).usbRedirection).toBe(usbRedirection);
  }
});

it("sees nothing pending in what was just started, and what is changed after that", { timeout: 5 * MINUTES }, async () => {
  const started = definable().filter(([name]) => /^defined|by-hand.(virsh-edit|openstack|one-line)/.test(name));
  expect(started.length).toBeGreaterThan(8);
  for (const [name, xml] of started) {
    const [kept, live] = await startedOnce(xml);
    expect([name, pendingChanges(kept, live)]).toEqual([name, []]);
    expect([name, liveUpdates(live, kept)]).toEqual([name, { graphics: [] }]);
    const changed = planned(kept, (all) => ({ ...all, graphics: [spice({ listen: { type: "none" }, tlsPort: null })] }), { live });
    const told = (changes: PlannedChange[]) =>
      changes.map(({ code, values }) => ({ code, values })).filter(({ code }) => !code.startsWith("graphics."));
    expect([name, told(pendingChanges(changed.xml, live))]).toEqual([name, told(changed.plan.changes)]);
    expect(pendingChanges(changed.xml, live).map(({ code }) => code)).toContain("graphics.listen");
  }
});

/** The definition and what it runs with, of a machine that was started for a moment, without its processors running. */
async function startedOnce(xml: string): Promise<[string, string]> {
  const name = `m${names++}`;
  const file = join(libvirtd.directory, `${name}.xml`);
  const small = xml.replace(/<(memory|currentMemory)[^>]*>[^<]*<\/\1>/g, "").replace("<os>", "<memory>131072</memory><os>");
  writeFileSync(
    file,
    small
      .replace(/<name>[^<]*<\/name>/, `<name>${name}</name>`)
      .replace(/<uuid>[^<]*<\/uuid>/, "")
      .replace(/<log file=[^>]*>/g, ""),
  );
  await libvirtd.virsh(["define", file]);
  await libvirtd.virsh(["start", "--paused", name]);
  const kept = await libvirtd.virsh(["dumpxml", "--inactive", "--security-info", name]);
  const live = await libvirtd.virsh(["dumpxml", "--security-info", name]);
  await libvirtd.virsh([`destroy ${name}; undefine --nvram ${name}`]);
  return [kept.trimEnd(), live.trimEnd()];
}

it("gives virt-xml's commands that make the same definition", { timeout: 5 * MINUTES }, async () => {
  let run = 0;
  for (const [name, xml] of definable().filter((_, index) => index % 13 === 0)) {
    let present = await defined(xml);
    for (const [step, change] of steps) {
      const { plan, xml: made } = planned(present, change);
      let through = present;
      for (const { tool, command } of plan.commands) if (tool === "virt-xml") through = await virtXml(command, through);
      run += plan.commands.length;
      expect([name, step, readSettings(await defined(through))]).toEqual([name, step, readSettings(await defined(made))]);
      present = await defined(made);
    }
  }
  expect(run).toBeGreaterThan(30);
});

/** virt-xml takes a definition at its standard input, and prints what it makes of it. */
async function virtXml(command: string, xml: string): Promise<string> {
  const script = command.replace(/^virt-xml vm /, "virt-xml --connect test:///default ");
  const running = execShell("sh", ["-c", script], { env: { ...process.env, PASSWORD: "geheim12" } });
  running.child.stdin?.end(xml);
  return (await running).stdout.trimEnd();
}
