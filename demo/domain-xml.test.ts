import { SaxesParser } from "saxes";
import { expect, test } from "vitest";
import { DEMO_NAMESPACE, type DomainSpec, domainXml } from "./domain-xml.ts";

const spec: DomainSpec = { name: "oriel-demo-attic", guest: "tiny", image: { kernel: "/k", initrd: "/i" } };

/** Every text and attribute of the document, as a parser reads it. */
function valuesOf(xml: string): string[] {
  const values: string[] = [];
  const parser = new SaxesParser();
  parser.on("text", (text) => values.push(text));
  parser.on("opentag", ({ attributes }) => values.push(...Object.values(attributes)));
  parser.write(xml).close();
  return values;
}

test("what a person wrote comes out as it went in, and makes no XML of its own", () => {
  const hostile = `</title><x a='1' b="2">]]>&amp;`;
  const values = valuesOf(domainXml({ ...spec, title: hostile, graphics: [{ type: "vnc", password: hostile }] }));
  expect(values.filter((value) => value === hostile)).toHaveLength(2);
});

test("the demo's domains carry its mark", () => {
  expect(domainXml(spec)).toContain(`xmlns:demo='${DEMO_NAMESPACE}'`);
});

test("a display listens on the loopback only", () => {
  expect(domainXml({ ...spec, graphics: [{ type: "vnc" }, { type: "spice", port: 6123 }] }).match(/address='[^']*'/g)).toEqual([
    "address='127.0.0.1'",
    "address='127.0.0.1'",
  ]);
});

test("a machine may have no display and no serial line", () => {
  const xml = domainXml({ ...spec, graphics: [], serials: 0, video: "none" });
  expect(xml).not.toMatch(/<graphics|<serial/);
  expect(xml).toContain("<model type='none'/>");
});

const desktop: DomainSpec = { ...spec, guest: "desktop", image: { kernel: "/k", initrd: "/i", disk: "/d" }, overlay: "/o&1" };

test("a desktop has its disk, its agents and a sound card that plays to the SPICE client", () => {
  const xml = domainXml({ ...desktop, graphics: [{ type: "vnc" }, { type: "spice" }] });
  expect(xml).toContain("<source file='/o&amp;1'/>");
  expect(xml).not.toContain("'/d'");
  expect(xml).toContain("<channel type='spicevmc'><target type='virtio' name='com.redhat.spice.0'/></channel>");
  expect(xml).toContain("name='org.qemu.guest_agent.0'");
  expect(xml).toContain("<audio id='1' type='spice'/>");
});

test("without SPICE, QEMU itself speaks to the desktop's agent, and nobody hears it", () => {
  const xml = domainXml({ ...desktop, graphics: [{ type: "vnc" }] });
  expect(xml).toContain("<channel type='qemu-vdagent'>");
  expect(xml).not.toMatch(/spicevmc|type='spice'/);
  expect(xml).toContain("<audio id='1' type='none'/>");
});

test("the other guests have neither disk nor agents nor sound", () => {
  expect(domainXml({ ...spec, graphics: [{ type: "spice" }] })).not.toMatch(/<disk|com\.redhat|guest_agent|<sound|<redirdev/);
  expect(domainXml({ ...spec, graphics: [{ type: "spice" }], sound: true, usbRedirection: 2 }).match(/<sound|<redirdev/g)).toHaveLength(3);
});
