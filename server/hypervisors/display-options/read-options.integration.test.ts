import { afterAll, beforeAll, expect, it } from "vitest";
import { type PrivateLibvirtd, startPrivateLibvirtd } from "#demo/libvirtd.ts";
import { displayOptions } from "#server/contract/display-options.ts";
import type { Connection } from "#server/libvirt/connection.ts";
import { createDomain, createDomainXml, defineDomain, destroyDomain } from "#server/libvirt/lifecycle.ts";
import { parseHypervisors } from "#server/libvirt/uri.ts";
import { Fleet } from "../fleet.ts";
import { Hypervisor } from "../hypervisor.ts";
import { testDomain } from "../testing/domains.ts";
import { until } from "../testing/recorder.ts";
import { joinVmId } from "../vm-id.ts";

let daemon: PrivateLibvirtd;
let fleet: Fleet;
let qemu: Connection;
let test: Connection;

beforeAll(async () => {
  daemon = await startPrivateLibvirtd();
  const uris = parseHypervisors(`qemu=${daemon.uri} test=${daemon.uriFor("test:///default")}`);
  const [qemuUri, testUri] = uris;
  if (!qemuUri || !testUri) throw new Error("no uris");
  [qemu, test] = await Promise.all([new Hypervisor(qemuUri).connect(), new Hypervisor(testUri).connect()]);
  fleet = new Fleet(uris);
  await until("both up", () => fleet.hosts().every(({ state }) => state === "up"));
});

afterAll(async () => {
  await fleet?.close();
  for (const connection of [qemu, test]) connection?.close();
  await daemon?.stop();
});

const q35 = (devices: string, name = "q35") => `<domain type='qemu'><name>${name}</name>
  <metadata><o:libosinfo xmlns:o='http://libosinfo.org/xmlns/libvirt/domain/1.0'><o:os id='http://microsoft.com/win/10'/></o:libosinfo></metadata>
  <memory unit='MiB'>32</memory><os><type arch='x86_64' machine='q35'>hvm</type></os><devices>${devices}</devices></domain>`;

it("a real QEMU's q35 machine", async () => {
  const machine = await defineDomain(qemu, q35("<graphics type='vnc'/>"));
  const options = await fleet.displayOptions(joinVmId("qemu", machine.uuid));
  expect(displayOptions.parse(options)).toEqual(options);
  expect(options).toMatchObject({ arch: "x86_64", firmware: "bios", os: "win10", boardVideo: null, autoPorts: { min: 5900, max: 65_535 } });
  expect(options.machineType).toMatch(/^pc-q35-/);
  expect(options.graphics).toEqual(["vnc", "spice"]);
  const models = new Map(options.videoModels.map(({ model, ...rest }) => [model, rest]));
  expect([...models.keys()]).toEqual(expect.arrayContaining(["vga", "cirrus", "vmvga", "qxl", "virtio", "bochs", "none"]));
  expect(options.channelTypes).toEqual(expect.arrayContaining(["unix", "spicevmc", "qemu-vdagent"]));
  expect(options.keymaps).toEqual(expect.arrayContaining(["en-us", "de"]));
  expect(options.addresses[0]).toBe("127.0.0.1");
});

/** Asks QEMU, through libvirt, which of a model's possibilities it takes. */
it("libvirt takes of every video model what the options say, and refuses the rest", async () => {
  const machine = await defineDomain(qemu, q35("<graphics type='vnc'/>", "models"));
  const { videoModels } = await fleet.displayOptions(joinVmId("qemu", machine.uuid));
  const takes = async (model: string, attributes: string) => {
    try {
      const video = `<graphics type='vnc'/><video><model type='${model}' ${attributes}/></video>`;
      await defineDomain(qemu, q35(video, "models").replace("<memory ", `<uuid>${machine.uuid}</uuid><memory `));
      return true;
    } catch {
      return false;
    }
  };
  for (const { model, heads, sizes } of videoModels.filter(({ model }) => model !== "none")) {
    expect([model, await takes(model, "heads='2'")]).toEqual([model, heads]);
    for (const size of sizes) expect([model, size, await takes(model, `${size}='32768'`)]).toEqual([model, size, true]);
    for (const size of ["ram", "vram64", "vgamem"] as const)
      expect([model, size, await takes(model, `${size}='32768'`)]).toEqual([model, size, sizes.includes(size)]);
  }
});

it.each(["ich9", "ich6", "ac97", "usb", "es1370", "sb16"])("QEMU starts with the sound card %s, which the options name", async (model) => {
  const machine = await createDomainXml(qemu, q35(`<graphics type='vnc'/><sound model='${model}'/>`, model));
  expect((await fleet.displayOptions(joinVmId("qemu", machine.uuid))).soundModels).toContain(model);
  await destroyDomain(qemu, machine);
});

it.each(["isa-serial", "pci-serial", "usb-serial"])("QEMU starts with the serial line %s, which the options name", async (target) => {
  const machine = await createDomainXml(qemu, q35(`<serial type='pty'><target type='${target}'/></serial>`, target));
  expect((await fleet.displayOptions(joinVmId("qemu", machine.uuid))).serialTargets).toContain(target);
  await destroyDomain(qemu, machine);
});

it("QEMU starts with VNC's agent, which the options name and the domain capabilities do not", async () => {
  const channel = `<channel type='qemu-vdagent'><target type='virtio' name='com.redhat.spice.0'/></channel>`;
  await destroyDomain(qemu, await createDomainXml(qemu, q35(`<graphics type='vnc'/>${channel}`, "agent")));
});

it("a driver that tells nothing of devices, its networks, and the ports that its other machines claim", async () => {
  const vnc = (port: number) => `<graphics type='vnc' port='${port}' autoport='no'/>`;
  const own = await defineDomain(test, testDomain("own", vnc(5999)));
  const off = await defineDomain(test, testDomain("off", vnc(5901)));
  await defineDomain(test, testDomain("automatic", "<graphics type='vnc' port='-1' autoport='yes'/>"));
  const running = await createDomain(test, await defineDomain(test, testDomain("running", vnc(5902))));
  await defineDomain(test, testDomain("running", vnc(5903)).replace("<memory", `<uuid>${running.uuid}</uuid><memory`));
  await until("listed", () => fleet.vm(joinVmId("test", running.uuid))?.state === "running" && fleet.vm(joinVmId("test", off.uuid)));
  const options = await fleet.displayOptions(joinVmId("test", own.uuid));
  expect(options).toMatchObject({ graphics: [], videoModels: [], channelTypes: [], networks: ["default"], os: null, firmware: "bios" });
  expect(options.takenPorts.filter(({ port }) => port !== 5903)).toEqual(
    expect.arrayContaining([
      { port: 5901, machine: "off" },
      { port: 5902, machine: "running" },
    ]),
  );
  expect(options.takenPorts).toContainEqual({ port: 5903, machine: "running" });
  expect(options.takenPorts.map(({ machine }) => machine)).not.toEqual(expect.arrayContaining(["own"]));
  expect(options.takenPorts.map(({ machine }) => machine)).not.toEqual(expect.arrayContaining(["automatic"]));
});

it("knows no machine that is not there", async () => {
  await expect(fleet.displayOptions(joinVmId("test", "00000000-1111-4222-8333-444444444444"))).rejects.toMatchObject({
    code: "machine-unknown",
  });
});
