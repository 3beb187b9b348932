import { SaxesParser } from "saxes";
import { type Layout, XmlElement } from "./xml-element.ts";

/** A line's break with the white space behind it, at the end of a text. */
const indentForm = /\r?\n[ \t]*$/;

/**
 * An XML text whose elements can be changed; what is not changed is written out again to the letter: quotes, order, comments, CDATA,
 * entities, white space, line ends. Document types are refused.
 */
export class XmlDocument {
  readonly root: XmlElement;
  readonly #before: string;
  readonly #after: string;
  readonly #step: string;
  readonly #parents = new Map<XmlElement, XmlElement>();

  /** @throws {Error} where the text is not well-formed or has a document type */
  constructor(text: string) {
    const read = readElements(text, this.#parents);
    this.root = read.root;
    this.#before = text.slice(0, read.start);
    this.#after = text.slice(read.end);
    this.#step = stepOf(this.root);
    if (this.toString() !== text) throw new Error("an XML text that could not be kept to the letter");
  }

  /** Adds an element behind a child of its parent, or before all others (null), laid out as its neighbours are. */
  insert(parent: XmlElement, element: XmlElement, after: XmlElement | null): void {
    parent.insert(element, after, this.#layoutOf(parent));
    this.#parents.set(element, parent);
    for (const child of element.children) this.#parents.set(child, element);
  }

  /** Adds an element behind the last child of its parent. */
  append(parent: XmlElement, element: XmlElement): void {
    this.insert(parent, element, parent.children.at(-1) ?? null);
  }

  remove(element: XmlElement): void {
    this.#parents.get(element)?.remove(element);
    this.#parents.delete(element);
  }

  toString(): string {
    return this.#before + this.root.toString() + this.#after;
  }

  #layoutOf(parent: XmlElement): Layout {
    const above = this.#parents.get(parent);
    const before = above?.nodes[above.nodes.indexOf(parent) - 1];
    const outer = above ? (indentForm.exec(typeof before === "string" ? before : "")?.[0] ?? "") : this.#step.replace(/[ \t]*$/, "");
    const step = this.#step.replace(/^\r?\n/, "");
    return { outer, inner: outer === "" ? "" : outer + step, step };
  }
}

/** How the first line within the root begins, its break included: what each level is set in by. */
function stepOf(root: XmlElement): string {
  const first = root.nodes[0];
  return typeof first === "string" ? (/\r?\n[ \t]*(?=\S|$)/.exec(first)?.[0] ?? "") : "";
}

function readElements(text: string, parents: Map<XmlElement, XmlElement>): { root: XmlElement; start: number; end: number } {
  const open: XmlElement[] = [];
  const place = { start: 0, end: 0, read: 0 };
  let root: XmlElement | null = null;
  const parser = new SaxesParser({ xmlns: false, position: false });
  parser.on("doctype", () => {
    throw new Error("a document type");
  });
  parser.on("opentag", (tag) => {
    const end = parser.position;
    // Neither names nor values of attributes may hold a "<" (XML 1.0, productions 5 and 10): this one begins the tag.
    const start = text.lastIndexOf("<", end - 1);
    const element = new XmlElement(text.slice(start, end), tag.attributes, tag.isSelfClosing);
    const parent = open.at(-1);
    if (parent) {
      if (start > place.read) parent.append(text.slice(place.read, start));
      parent.append(element);
      parents.set(element, parent);
    } else {
      root = element;
      place.start = start;
    }
    place.read = end;
    open.push(element);
  });
  parser.on("closetag", (tag) => {
    const element = open.pop();
    const end = parser.position;
    if (element && !tag.isSelfClosing) {
      const start = text.lastIndexOf("</", end - 1);
      if (start > place.read) element.append(text.slice(place.read, start));
      element.closeWith(text.slice(start, end));
    }
    place.read = end;
    if (open.length === 0) place.end = end;
  });
  parser.write(text).close();
  if (!root) throw new Error("no element");
  return { root, start: place.start, end: place.end };
}
