import { SaxesParser } from "saxes";

/** An element of a small document: libvirt's capabilities, a device of the host. */
export type XmlElement = {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: XmlElement[];
  /** Its own characters, without those of its children. */
  text: string;
};

/**
 * Reads a document whole.
 * @throws {Error} where it is not well-formed or has a document type
 */
export function parseXml(xml: string): XmlElement {
  const parser = new SaxesParser({ xmlns: false, position: false });
  const around: XmlElement = { name: "", attributes: {}, children: [], text: "" };
  const open = [around];
  const add = (text: string) => {
    const element = open.at(-1);
    if (element) element.text += text;
  };
  parser.on("doctype", () => {
    throw new Error("libvirt's XML has no document type");
  });
  parser.on("opentag", ({ name, attributes }) => {
    const element = { name, attributes, children: [], text: "" };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("closetag", () => void open.pop());
  parser.on("text", add);
  parser.on("cdata", add);
  parser.write(xml).close();
  const [root] = around.children;
  if (!root) throw new Error("an empty document");
  return root;
}

/** The elements that lie below one by these names: `below(device, "capability", "class")`. */
export function below(element: XmlElement, ...names: string[]): XmlElement[] {
  return names.reduce((found, name) => found.flatMap(({ children }) => children.filter((child) => child.name === name)), [element]);
}

/** The text of the first element by these names; null where there is none, or nothing in it. */
export function textBelow(element: XmlElement, ...names: string[]): string | null {
  return below(element, ...names)[0]?.text.trim() || null;
}
