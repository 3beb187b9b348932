import { expect, it } from "vitest";
import { below, parseXml, textBelow } from "./xml-element.ts";

const root = parseXml("<a><b x='1'> one <c/>two</b><b><d><![CDATA[<raw>]]></d></b><e/></a>");

it("gives elements, their attributes and texts by the names on the way to them", () => {
  expect(below(root, "b").map(({ attributes }) => attributes.x)).toEqual(["1", undefined]);
  expect(textBelow(root, "b")).toBe("one two");
  expect(textBelow(root, "b", "d")).toBe("<raw>");
  expect(below(root, "b", "none")).toEqual([]);
  expect([textBelow(root, "e"), textBelow(root, "none")]).toEqual([null, null]);
});

it.each(["", "<a>", "<!DOCTYPE a><a/>", "<a/><b/>"])("refuses %j", (xml) => {
  expect(() => parseXml(xml)).toThrow();
});
