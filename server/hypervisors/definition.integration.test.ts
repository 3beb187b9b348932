import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type PrivateLibvirtd, startPrivateLibvirtd } from "#demo/libvirtd.ts";
import type { Connection } from "#server/libvirt/connection.ts";
import type { DomainRef } from "#server/libvirt/domain-ref.ts";
import { domainXml } from "#server/libvirt/domains.ts";
import { createDomain, createDomainXml, defineDomain, destroyDomain, undefineDomain } from "#server/libvirt/lifecycle.ts";
import { parseHypervisors } from "#server/libvirt/uri.ts";
import type { Lock } from "./display-password.ts";
import { readDomainXml } from "./domain-xml.ts";
import { Fleet } from "./fleet.ts";
import { graphicsWith } from "./graphics-element.ts";
import { Hypervisor } from "./hypervisor.ts";
import { biosGuest } from "./testing/domains.ts";
import { until } from "./testing/recorder.ts";
import { joinVmId } from "./vm-id.ts";

/** What Oriel does not know of, in all the places where libvirt keeps it. */
const METADATA = '<x:note xmlns:x="urn:oriel:test" kept="yes">  as  it  is  </x:note>';
const QEMU = "<qemu:commandline><qemu:arg value='-name'/><qemu:arg value='guest=other'/></qemu:commandline>";
const SEEN = { locks: [] as string[] };
const lock: Lock = (name, act) => {
  SEEN.locks.push(name);
  return act();
};

let daemon: PrivateLibvirtd;
let fleet: Fleet;
let hand: Connection;
let guest: DomainRef;

beforeAll(async () => {
  daemon = await startPrivateLibvirtd();
  const uris = parseHypervisors(`here=${daemon.uri}`);
  fleet = new Fleet(uris);
  for (const uri of uris) hand = await new Hypervisor(uri).connect();
  guest = await defineDomain(hand, biosGuest("guest"));
  await until("up", () => fleet.hosts()[0]?.state === "up");
});

afterAll(async () => {
  await fleet?.close();
  hand?.close();
  await daemon?.stop();
});

const id = () => joinVmId("here", guest.uuid);
const definition = () => fleet.definition(id());
const inactive = () => domainXml(hand, guest, { secure: true, inactive: true });

describe("a machine that is off", () => {
  it("has a definition with its secrets, and nothing that runs", async () => {
    const read = await definition();
    expect(read).toEqual({ xml: await inactive(), live: null, state: "shutoff", starting: false, persistent: true, run: null });
    expect(read.xml).toContain("passwd='s3cret'");
  });

  it("is defined anew, and what is unknown stays to the letter", async () => {
    const { xml } = await definition();
    const rich = xml
      .replace("<domain type='qemu'>", "<domain type='qemu' xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'>")
      .replace("<memory ", `<metadata>${METADATA}</metadata><memory `)
      .replace("</domain>", `${QEMU}</domain>`);
    await fleet.define(id(), rich, { expected: xml });
    const richer = (await definition()).xml;
    expect(richer).toContain(METADATA);
    expect(richer).toContain("<qemu:arg value='guest=other'/>");
    const changed = richer.replace("<model type='cirrus'", "<model type='vga'");
    expect(changed).not.toBe(richer);
    await fleet.define(id(), changed, { expected: richer });
    expect((await definition()).xml).toBe(changed);
    await fleet.define(id(), xml, { expected: changed });
    expect((await definition()).xml).toBe(xml);
  });

  it("is left as it is where it was changed meanwhile, and by one of several at once", async () => {
    const { xml } = await definition();
    const with_ = (title: string) => xml.replace("<memory ", `<title>${title}</title><memory `);
    await defineDomain(hand, with_("virsh"));
    await expect(fleet.define(id(), with_("late"), { expected: xml })).rejects.toMatchObject({ code: "definition-changed" });
    expect((await definition()).xml).toContain("<title>virsh</title>");
    // The first time each needs a connection first; the second time all are at it at once.
    for (const round of [1, 2]) {
      const now = (await definition()).xml;
      const titles = ["a", "b", "c", "d", "e", "f"].map((title) => title + round);
      const all = await Promise.allSettled(titles.map((title) => fleet.define(id(), with_(title), { expected: now })));
      const codes = all.map((result) => (result.status === "rejected" ? result.reason.code : "defined"));
      expect(codes).toEqual(["defined", ...Array(5).fill("definition-changed")]);
      expect((await definition()).xml).toContain(`<title>a${round}</title>`);
    }
    const last = (await definition()).xml;
    await fleet.define(id(), xml, { expected: last });
  });

  it("is left as it is where libvirt refuses, with libvirt's words", async () => {
    const { xml } = await definition();
    const twoHeads = xml.replace(/<model type='cirrus'[^>]*>/, "<model type='cirrus' heads='2'/>");
    await expect(fleet.define(id(), twoHeads, { expected: xml })).rejects.toMatchObject({
      code: "libvirt-failed",
      details: expect.stringContaining("doesn't support multiple 'heads'"),
    });
    expect((await definition()).xml).toBe(xml);
  });

  it("is not defined as another", async () => {
    const { xml } = await definition();
    const other = xml.replace(guest.uuid, "00000000-1111-4222-8333-444444444444").replace("<name>guest<", "<name>other<");
    await expect(fleet.define(id(), other, { expected: xml })).rejects.toMatchObject({ code: "internal" });
    expect(await daemon.virsh(["list", "--all", "--name"])).not.toContain("other");
  });

  it("has no display to change now", async () => {
    const element = graphicsWith(await inactive(), "vnc", { passwd: "another" }) ?? "";
    await expect(fleet.updateGraphics(id(), element, { lock })).rejects.toMatchObject({ code: "machine-off" });
  });
});

describe("a machine that runs", () => {
  beforeAll(async () => {
    guest = await createDomain(hand, guest);
  });
  beforeEach(() => {
    SEEN.locks = [];
  });

  it("has both, and its run", async () => {
    const { xml, live, state, persistent, run } = await definition();
    expect({ state, persistent, run }).toEqual({ state: "running", persistent: true, run: guest.id });
    expect(xml).toBe(await inactive());
    expect(live).toBe(await domainXml(hand, guest, { secure: true }));
    expect(live).toContain(`id='${guest.id}'`);
    expect([xml, live].every((text) => text?.includes("passwd='s3cret'"))).toBe(true);
  });

  it("takes a definition for its next start, and runs on as it was", async () => {
    const { xml, live } = await definition();
    const changed = xml.replace("type='cirrus'", "type='vga'");
    await fleet.define(id(), changed, { expected: xml });
    const now = await definition();
    expect(now.live).toBe(live);
    expect(now.xml).toContain("<model type='vga'");
    await fleet.define(id(), xml, { expected: now.xml });
  });

  it("takes a display's password at once, under the display's lock", async () => {
    const { live, xml } = await definition();
    const element = graphicsWith(live ?? "", "vnc", { passwd: "fresh-01" }) ?? "";
    await fleet.updateGraphics(id(), element, { lock });
    const now = await definition();
    expect(readDomainXml(now.live ?? "").graphics[0]?.password).toBe("fresh-01");
    expect(now.xml).toBe(xml);
    expect(SEEN.locks).toEqual([`display-password ${id()} vnc`]);
  });

  it("passes on why a display cannot be changed", async () => {
    const { live } = await definition();
    const element = graphicsWith(live ?? "", "vnc", { keymap: "de" }) ?? "";
    await expect(fleet.updateGraphics(id(), element, { lock })).rejects.toMatchObject({
      code: "libvirt-failed",
      details: expect.stringContaining("keymap"),
    });
    for (const text of [`${element}${element}`, "<video/>", ""])
      await expect(async () => fleet.updateGraphics(id(), text, { lock })).rejects.toThrow(TypeError);
  });

  it("has no definition to change where it is transient", async () => {
    const brief = await createDomainXml(hand, biosGuest("brief"));
    const briefId = joinVmId("here", brief.uuid);
    const read = await fleet.definition(briefId);
    expect(read).toMatchObject({ persistent: false, state: "running", run: brief.id });
    expect(read.xml).toContain("<name>brief</name>");
    await expect(fleet.define(briefId, read.xml, { expected: read.xml })).rejects.toMatchObject({
      code: "libvirt-failed",
      details: expect.stringContaining("transient"),
    });
    expect((await fleet.definition(briefId)).persistent).toBe(false);
    await destroyDomain(hand, brief);
    await expect(fleet.definition(briefId)).rejects.toMatchObject({ code: "machine-unknown" });
    await expect(fleet.define(briefId, read.xml, { expected: read.xml })).rejects.toMatchObject({ code: "machine-unknown" });
  });

  it("that loses its definition while it runs keeps what it runs with", async () => {
    const { xml, live } = await definition();
    await undefineDomain(hand, guest);
    const now = await definition();
    expect(now).toMatchObject({ persistent: false, live });
    await expect(fleet.define(id(), xml, { expected: xml })).rejects.toMatchObject({ code: "libvirt-failed" });
    await defineDomain(hand, xml);
    expect((await definition()).persistent).toBe(true);
  });
});
