import { XmlDocument } from "./xml/xml-document.ts";

/**
 * The text of a domain's first `<graphics>` of a type, as it stands in the XML, with some attributes set in its start tag. Everything else
 * stays as it is to the letter, so that what is unknown here is passed on.
 * @returns null where the domain has none of the type
 * @throws {Error} where the XML is not well-formed
 */
export function graphicsWith(xml: string, type: string, attributes: Readonly<Record<string, string>>): string | null {
  const { root } = new XmlDocument(xml);
  const devices = root.name === "domain" ? root.all("devices") : [];
  const graphics = devices.flatMap((element) => element.all("graphics")).find((element) => element.get("type") === type);
  if (!graphics) return null;
  for (const [name, value] of Object.entries(attributes)) graphics.set(name, value);
  return graphics.toString();
}
