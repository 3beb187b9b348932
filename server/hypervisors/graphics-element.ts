import { SaxesParser } from "saxes";

const GRAPHICS = "domain/devices/graphics";
/** One attribute with the white space before it (XML 1.0, production 41). */
const attributeForm = /\s+([^\s=]+)\s*=\s*("[^"]*"|'[^']*')/g;
/** The end of a start tag or of an empty element's tag. */
const endOfTag = /\s*\/?>$/;

/**
 * The text of a domain's first `<graphics>` of a type, as it stands in the XML, with some attributes set in its start tag. Everything else
 * stays as it is to the letter, so that what is unknown here is passed on.
 * @returns null where the domain has none of the type
 * @throws {Error} where the XML is not well-formed
 */
export function graphicsWith(xml: string, type: string, attributes: Readonly<Record<string, string>>): string | null {
  const found = findGraphics(xml, type);
  if (!found) return null;
  const { start, tagEnd, end } = found;
  return withAttributes(xml.slice(start, tagEnd), attributes) + xml.slice(tagEnd, end);
}

type Place = { start: number; tagEnd: number; end: number };

function findGraphics(xml: string, type: string): Place | null {
  const path: string[] = [];
  const parser = new SaxesParser({ xmlns: false, position: false });
  let open: { start: number; tagEnd: number } | null = null;
  let found: Place | null = null;
  parser.on("opentag", (tag) => {
    path.push(tag.name);
    if (found || open || path.join("/") !== GRAPHICS || tag.attributes.type !== type) return;
    const tagEnd = parser.position;
    // Neither names nor values of attributes may hold a "<" (XML 1.0, productions 5 and 10): this one begins the tag.
    open = { start: xml.lastIndexOf("<", tagEnd - 1), tagEnd };
  });
  parser.on("closetag", () => {
    if (open && path.join("/") === GRAPHICS) {
      found ??= { ...open, end: parser.position };
      open = null;
    }
    path.pop();
  });
  parser.write(xml).close();
  return found;
}

function withAttributes(tag: string, attributes: Readonly<Record<string, string>>): string {
  const left = new Map(Object.entries(attributes));
  const replaced = tag.replace(attributeForm, (whole, name: string, quoted: string) => {
    const value = left.get(name);
    if (value === undefined) return whole;
    left.delete(name);
    return `${whole.slice(0, -quoted.length)}'${escaped(value)}'`;
  });
  const added = [...left].map(([name, value]) => ` ${name}='${escaped(value)}'`).join("");
  return replaced.replace(endOfTag, (end) => added + end);
}

function escaped(value: string): string {
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll("'", "&apos;");
}
