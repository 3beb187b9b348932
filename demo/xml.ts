const ENTITIES: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", "'": "&apos;", '"': "&quot;" };

/** Text as it may stand in XML, between tags and in attributes. */
export function escaped(text: string): string {
  return text.replace(/[&<>'"]/g, (character) => ENTITIES[character] ?? character);
}

/** An element with nothing but text in it. */
export function element(name: string, text: string): string {
  return `<${name}>${escaped(text)}</${name}>`;
}

/** ` name='value'` for each attribute that has a value; true is "yes", false "no". */
export function attributes(values: Record<string, string | number | boolean | undefined>): string {
  const spelled = (value: string | number | boolean) => (typeof value === "boolean" ? (value ? "yes" : "no") : escaped(String(value)));
  return Object.entries(values)
    .map(([name, value]) => (value === undefined ? "" : ` ${name}='${spelled(value)}'`))
    .join("");
}
