/** One attribute as it is written. */
type Attribute = {
  name: string;
  value: string;
  /** White space, name, "=" and white space before the quoted value. */
  lead: string;
  quote: string;
  /** What stands between the quotes. */
  raw: string;
};

/** What an element holds: other elements, and all that lies between them (text, comments, CDATA), as it is written. */
export type XmlNode = string | XmlElement;

/** One attribute with the white space before it (XML 1.0, production 41). */
const attributeForm = /(\s+([^\s=]+)\s*=\s*)("[^"]*"|'[^']*')/g;
/** "<name" at the beginning of a tag, and its end. */
const nameForm = /^<[^\s/>]+/;
const endForm = /\s*\/?>$/;
/** A line's break with the white space behind it, at the end of a text. */
const lastIndent = /\r?\n[ \t]*$/;

/** An element that is written out again to the letter, but for what was changed in it. */
export class XmlElement {
  readonly name: string;
  readonly #attributes: Attribute[] = [];
  #nodes: XmlNode[] = [];
  /** White space before the start tag's ">" or "/>". */
  #tail: string;
  #closeTag: string | null;

  /** @param tag the start tag as it is written; @param values its attributes' values, decoded */
  constructor(tag: string, values: Readonly<Record<string, string>>, empty: boolean) {
    const start = nameForm.exec(tag)?.[0] ?? "<";
    this.name = start.slice(1);
    for (const [, lead = "", name = "", quoted = ""] of tag.slice(start.length).matchAll(attributeForm)) {
      this.#attributes.push({ name, value: values[name] ?? "", lead, quote: quoted.charAt(0), raw: quoted.slice(1, -1) });
    }
    this.#tail = (endForm.exec(tag)?.[0] ?? "").replace(/\/?>$/, "");
    this.#closeTag = empty ? null : `</${this.name}>`;
  }

  /** A new element; what has no value is left out. */
  static make(name: string, attributes: Readonly<Record<string, string | null>> = {}, children: readonly XmlElement[] = []): XmlElement {
    const element = new XmlElement(`<${name}/>`, {}, true);
    for (const [key, value] of Object.entries(attributes)) element.put(key, value);
    for (const child of children) element.append(child);
    return element;
  }

  get nodes(): readonly XmlNode[] {
    return this.#nodes;
  }

  get children(): XmlElement[] {
    return this.#nodes.filter((node) => typeof node !== "string");
  }

  /** The first child element of a name. */
  child(name: string): XmlElement | null {
    return this.children.find((child) => child.name === name) ?? null;
  }

  all(name: string): XmlElement[] {
    return this.children.filter((child) => child.name === name);
  }

  get(name: string): string | null {
    return this.#attributes.find((attribute) => attribute.name === name)?.value ?? null;
  }

  /** Names and values, in their order. */
  get attributes(): (readonly [name: string, value: string])[] {
    return this.#attributes.map(({ name, value }) => [name, value] as const);
  }

  /** The same once more, on its own. */
  copy(): XmlElement {
    const copy = XmlElement.make(this.name);
    copy.#attributes.push(...this.#attributes.map((attribute) => ({ ...attribute })));
    copy.#nodes = this.#nodes.map((node) => (typeof node === "string" ? node : node.copy()));
    copy.#tail = this.#tail;
    copy.#closeTag = this.#closeTag;
    return copy;
  }

  /** Sets an attribute where it stands, in its quotes; a new one comes last, in the quotes of the others. */
  set(name: string, value: string): void {
    const present = this.#attributes.find((attribute) => attribute.name === name);
    const quote = present?.quote ?? this.#attributes[0]?.quote ?? "'";
    const raw = escaped(value, quote);
    if (!present) this.#attributes.push({ name, value, lead: ` ${name}=`, quote, raw });
    else if (present.value !== value) Object.assign(present, { value, raw });
  }

  unset(name: string): void {
    const index = this.#attributes.findIndex((attribute) => attribute.name === name);
    if (index >= 0) this.#attributes.splice(index, 1);
  }

  /** Sets it, or removes it where there is no value. */
  put(name: string, value: string | null): void {
    if (value === null) this.unset(name);
    else this.set(name, value);
  }

  /** Adds what was read, without any white space of its own. */
  append(node: XmlNode): void {
    this.#nodes.push(node);
  }

  /** The end tag as it is written. */
  closeWith(tag: string): void {
    this.#closeTag = tag;
  }

  /**
   * Adds an element behind a child of this one, or before all others, on a line of its own where its neighbours have one.
   * @param layout the white space that begins a line: this element's own, and that of what it holds
   */
  insert(element: XmlElement, after: XmlElement | null, layout: Layout): void {
    const lead = this.#indentOf() ?? layout.inner;
    element.#layOut(lead, layout.step);
    if (this.#closeTag === null || this.children.length === 0) {
      this.#closeTag ??= `</${this.name}>`;
      const held = this.#nodes.join("").trimEnd();
      this.#nodes = held === "" ? [lead, element, layout.outer] : [held, lead, element, layout.outer];
      return;
    }
    const place = after === null ? this.#firstPlace() : this.#nodes.indexOf(after) + 1;
    this.#nodes.splice(place, 0, lead, element);
  }

  /** Removes a child, and with it the white space that put it onto a line of its own; an element that then holds nothing is closed. */
  remove(child: XmlElement): void {
    const index = this.#nodes.indexOf(child);
    if (index < 0) return;
    this.#nodes.splice(index, 1);
    const before = this.#nodes[index - 1];
    if (typeof before === "string") this.#nodes[index - 1] = before.replace(lastIndent, "");
    if (this.#nodes.every((node) => typeof node === "string" && node.trim() === "")) {
      this.#nodes = [];
      this.#closeTag = null;
    }
  }

  toString(): string {
    const attributes = this.#attributes.map(({ lead, quote, raw }) => lead + quote + raw + quote).join("");
    const start = `<${this.name}${attributes}${this.#tail}`;
    return this.#closeTag === null ? `${start}/>` : `${start}>${this.#nodes.join("")}${this.#closeTag}`;
  }

  /** The white space before the first child that has a line of its own; "" where the children stand in one line. */
  #indentOf(): string | null {
    const first = this.#nodes.findIndex((node) => typeof node !== "string");
    if (first < 0) return null;
    const before = this.#nodes[first - 1];
    return typeof before === "string" ? (lastIndent.exec(before)?.[0] ?? "") : "";
  }

  /** Before the first child, and before its white space. */
  #firstPlace(): number {
    const first = this.#nodes.findIndex((node) => typeof node !== "string");
    const before = this.#nodes[first - 1];
    if (typeof before !== "string") return Math.max(first, 0);
    const indent = lastIndent.exec(before)?.[0] ?? "";
    this.#nodes.splice(first - 1, 1, before.slice(0, before.length - indent.length), indent);
    return first;
  }

  /** Puts what was made anew onto lines. */
  #layOut(lead: string, step: string): void {
    if (this.#nodes.some((node) => typeof node === "string")) return;
    const inner = lead === "" ? "" : lead + step;
    const children = this.children;
    if (children.length === 0) return;
    for (const child of children) child.#layOut(inner, step);
    this.#closeTag ??= `</${this.name}>`;
    this.#nodes = [...children.flatMap((child) => [inner, child]), lead];
  }
}

/** `outer` begins the line of an element, `inner` that of its children, `step` is what lies between; "" where all is in one line. */
export type Layout = { outer: string; inner: string; step: string };

/** White space but blanks would be read as blanks (XML 1.0, 3.3.3). */
function escaped(value: string, quote: string): string {
  const text = value
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replace(/[\t\r\n]/g, (letter) => `&#${letter.charCodeAt(0)};`);
  return quote === '"' ? text.replaceAll('"', "&quot;") : text.replaceAll("'", "&apos;");
}
