import fc from "fast-check";
import { SaxesParser } from "saxes";
import { expect, it } from "vitest";
import { graphicsWith } from "./graphics-element.ts";

const domain = (devices: string) => `<domain type='qemu' id='3'>\n  <name>a</name>\n  <devices>\n${devices}\n  </devices>\n</domain>\n`;

it("sets what is there and adds what is not, and leaves every other letter alone", () => {
  const vnc = `<graphics type='vnc' port='5901'   autoport="yes" passwd='old &lt;1&gt;' x:odd='é "q"'>
      <listen type='address' address='127.0.0.1'/>
      <!-- kept -->
      <unknown><graphics type='vnc'/></unknown>
    </graphics>`;
  expect(
    graphicsWith(domain(`<graphics type='spice'/>${vnc}<video/>`), "vnc", { passwd: "new", passwdValidTo: "2026-01-01T00:00:00" }),
  ).toBe(vnc.replace("old &lt;1&gt;", "new").replace("x:odd='é \"q\"'>", "x:odd='é \"q\"' passwdValidTo='2026-01-01T00:00:00'>"));
});

it("takes an element without content, and a value with > and quotes in it", () => {
  expect(graphicsWith(domain("<graphics type='spice' a='>' passwd=\"it's\" />"), "spice", { passwd: "b'&<" })).toBe(
    "<graphics type='spice' a='>' passwd=\"b'&amp;&lt;\" />",
  );
});

it("is not misled by what only looks like the element", () => {
  const decoys =
    "<!-- <graphics type='vnc' passwd='x'/> --><channel><graphics type='vnc'/></channel><x><![CDATA[<graphics type='vnc'/>]]></x>";
  expect(graphicsWith(domain(decoys), "vnc", { passwd: "new" })).toBeNull();
  expect(graphicsWith(domain(`${decoys}<graphics type='vnc' mypasswd='a'/>`), "vnc", { passwd: "new" })).toBe(
    "<graphics type='vnc' mypasswd='a' passwd='new'/>",
  );
});

it("finds the place also behind line ends and letters of every kind", () => {
  const wide = "<title>\r\n🖥️ é\r</title>";
  expect(graphicsWith(domain(`${wide}<graphics\r\n type='vnc'\r\n/>`), "vnc", { passwd: "n" })).toBe(
    "<graphics\r\n type='vnc' passwd='n'\r\n/>",
  );
});

/** The attributes of the one element of a text. */
function attributesOf(xml: string): Record<string, string> {
  let found = {};
  const parser = new SaxesParser({ xmlns: false });
  parser.on("opentag", ({ attributes }) => {
    found = { ...attributes };
  });
  parser.write(xml).close();
  return found;
}

it("changes the named attributes and no other, whatever they hold", () => {
  const value = fc.string({ maxLength: 12, unit: fc.constantFrom("a", "é", "&", "<", ">", '"', "'", "/", "=", " ", "passwd", "🖥") });
  const quoted = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
  const names = fc.uniqueArray(fc.constantFrom("port", "listen", "passwd", "passwdValidTo", "keymap", "a-passwd"));
  fc.assert(
    fc.property(names, fc.array(value, { minLength: 6, maxLength: 6 }), value, value, (present, values, passwd, passwdValidTo) => {
      const before = Object.fromEntries(present.map((name, index) => [name, values[index] ?? ""]));
      const text = Object.entries(before).map(([name, held]) => ` ${name}="${quoted(held)}"`);
      const after = graphicsWith(domain(`<graphics type='vnc'${text.join("")}/>`), "vnc", { passwd, passwdValidTo });
      expect(attributesOf(after ?? "")).toEqual({ type: "vnc", ...before, passwd, passwdValidTo });
    }),
  );
});
