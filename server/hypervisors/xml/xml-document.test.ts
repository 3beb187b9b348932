import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { XmlDocument } from "./xml-document.ts";
import { XmlElement } from "./xml-element.ts";

function edited(text: string, edit: (document: XmlDocument, root: XmlElement) => void): string {
  const document = new XmlDocument(text);
  edit(document, document.root);
  return document.toString();
}

describe("what is not changed", () => {
  it.each([
    "<a/>",
    "\uFEFF<?xml version='1.0'?>\r\n<!-- x -->\n<a  b = 'c'\td=\"e\"\n/>\n<?pi?>\n",
    "<a>\r\n\t<b ></b  ><![CDATA[<c>]]>&amp;&#x1F5A5;🖥️ <!-- <d/> --></a>",
    "<x:a xmlns:x='urn:x' x:b='&lt;\"&apos;'>text</x:a >",
  ])("stays to the letter: %j", (text) => {
    expect(new XmlDocument(text).toString()).toBe(text);
  });

  it("stays so whatever it is", () => {
    const name = fc.constantFrom("a", "b:c", "é", "x-1");
    const text = fc.constantFrom("", " ", "\n  ", "t&amp;", "<!-- <a> -->", "<![CDATA[</a>]]>", "🖥", "<?p ?>", "\r\n\t");
    const attribute = fc.tuple(fc.constantFrom(" p='<'", ' q = "\'>"', "\n r\t=\n''")).map(([given]) => given.replace("<", "&lt;"));
    const { element } = fc.letrec<{ element: string }>((tie) => ({
      element: fc
        .tuple(name, fc.uniqueArray(attribute), fc.array(fc.oneof({ maxDepth: 4 }, text, tie("element"))), fc.boolean())
        .map(([tag, attributes, inner, empty]) =>
          empty ? `<${tag}${attributes.join("")} />` : `<${tag}${attributes.join("")}>${inner.join("")}</${tag} >`,
        ),
    }));
    fc.assert(fc.property(element, (xml) => new XmlDocument(xml).toString() === xml));
  });

  it.each(["", "text", "<a>", "<a></b>", "<a/><b/>", "<a b/>", "<a b='1' b='2'/>", "<!DOCTYPE a><a/>", "<a>&x;</a>"])(
    "is refused where it is no document: %j",
    (text) => {
      expect(() => new XmlDocument(text)).toThrow();
    },
  );
});

describe("attributes", () => {
  it("are set in their own quotes and place, or last in the quotes of the others", () => {
    expect(edited(`<a  b='1'   c = "2"\n/>`, (_, root) => root.set("c", `'"&<`))).toBe(`<a  b='1'   c = "'&quot;&amp;&lt;"\n/>`);
    expect(edited(`<a b="1" />`, (_, root) => root.set("d", "x'y"))).toBe(`<a b="1" d="x'y" />`);
    expect(edited("<a></a>", (_, root) => root.set("d", "x'y"))).toBe("<a d='x&apos;y'></a>");
  });

  it("stay as they are written where the value is the same", () => {
    const text = "<a b='&#97;&gt;'/>";
    expect(edited(text, (_, root) => root.set("b", "a>"))).toBe(text);
  });

  it("go with the white space before them", () => {
    expect(edited("<a b='1'\n  c='2' d='3'/>", (_, root) => root.unset("c"))).toBe("<a b='1' d='3'/>");
    expect(edited("<a b='1'/>", (_, root) => root.put("b", null))).toBe("<a/>");
  });

  it("are read as XML has them, whatever was written", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("a", "'", '"', "&", "<", ">", "\n", "\t", "\r", "🖥", "é") }), (value) => {
        const text = edited(`<a b="x"/>`, (_, root) => root.set("b", value));
        expect(new XmlDocument(text).root.get("b")).toBe(value);
      }),
    );
  });
});

describe("elements", () => {
  const made = () => XmlElement.make("new", { p: "1", not: null }, [XmlElement.make("in")]);

  it("come where they are put, laid out as their neighbours", () => {
    const text = "<a>\n  <b>\n    <c/> <!-- c -->\n    <!-- d -->\n    <d/>\n  </b>\n</a>";
    const insertAfter = (name: string | null) =>
      edited(text, (document, root) => {
        const b = root.child("b") as XmlElement;
        document.insert(b, made(), name === null ? null : b.child(name));
      });
    const lines = "\n    <new p='1'>\n      <in/>\n    </new>";
    expect(insertAfter(null)).toBe(text.replace("<b>", `<b>${lines}`));
    expect(insertAfter("c")).toBe(text.replace("<c/>", `<c/>${lines}`));
    expect(insertAfter("d")).toBe(text.replace("<d/>", `<d/>${lines}`));
  });

  it.each([
    ["<a>\n\t<b/>\n</a>", "<a>\n\t<b>\n\t\t<new p='1'>\n\t\t\t<in/>\n\t\t</new>\n\t</b>\n</a>"],
    ["<a>\r\n  <b></b>\r\n</a>", "<a>\r\n  <b>\r\n    <new p='1'>\r\n      <in/>\r\n    </new>\r\n  </b>\r\n</a>"],
    ["<a><b/></a>", "<a><b><new p='1'><in/></new></b></a>"],
    ["<a><b><c/></b></a>", "<a><b><c/><new p='1'><in/></new></b></a>"],
    [
      "<a>\n  <b>\n    <!-- only this -->\n  </b>\n</a>",
      "<a>\n  <b>\n    <!-- only this -->\n    <new p='1'>\n      <in/>\n    </new>\n  </b>\n</a>",
    ],
  ])("come into %j", (text, expected) => {
    expect(edited(text, (document, root) => document.append(root.child("b") as XmlElement, made()))).toBe(expected);
  });

  it("come into the outermost one", () => {
    expect(edited("<a>\n  <b/>\n</a>\n", (document, root) => document.append(root, made()))).toBe(
      "<a>\n  <b/>\n  <new p='1'>\n    <in/>\n  </new>\n</a>\n",
    );
  });

  it("go with their line, and leave what is between them", () => {
    const remove = (text: string, name: string) => edited(text, (document, root) => document.remove(root.child(name) as XmlElement));
    expect(remove("<a>\n  <!-- b -->\n  <b/>\n  <c/>\n</a>", "b")).toBe("<a>\n  <!-- b -->\n  <c/>\n</a>");
    expect(remove("<a>\n  <b/><c/>\n</a>", "c")).toBe("<a>\n  <b/>\n</a>");
    expect(remove("<a>\n  <b>\n  </b>\n</a>", "b")).toBe("<a/>");
    expect(remove("<a>\n  <b/>\n  <!-- x -->\n</a>", "b")).toBe("<a>\n  <!-- x -->\n</a>");
  });

  it("are put in again elsewhere as they are", () => {
    const text = "<a>\n  <b/>\n  <c  x='1'><!-- y --></c >\n</a>";
    const moved = edited(text, (document, root) => {
      const c = root.child("c") as XmlElement;
      document.remove(c);
      document.insert(root, c, null);
    });
    expect(moved).toBe("<a>\n  <c  x='1'><!-- y --></c >\n  <b/>\n</a>");
  });

  it("are copied on their own", () => {
    const text = "<a><b c='1'> <d/></b></a>";
    const document = new XmlDocument(text);
    const copy = (document.root.child("b") as XmlElement).copy();
    copy.set("c", "2");
    copy.child("d")?.set("e", "3");
    expect([String(copy), String(document)]).toEqual(["<b c='2'> <d e='3'/></b>", text]);
  });
});
