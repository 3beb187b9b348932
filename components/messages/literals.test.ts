import { globSync, readFileSync } from "node:fs";
import ts from "typescript";
import { expect, it } from "vitest";

/** Attributes whose text is seen or read out. */
const spoken = new Set([
  "alt",
  "aria-description",
  "aria-label",
  "aria-roledescription",
  "label",
  "placeholder",
  "text",
  "title",
  "note",
  "hint",
]);

/** The same in every language: keys, units, programs, licences. */
const sameEverywhere = new Set(["Esc", "Tab", "(KiB)", "spice-client", "noVNC", "GPL-3.0", "LGPL-3.0-or-later", "MPL-2.0"]);

/** It stands in where texts cannot be loaded, and says all in each language. */
const files = globSync(["app/**/*.tsx", "components/**/*.tsx"]).filter((file) => file !== "app/global-error.tsx");

it("finds the portal's parts", () => expect(files.length).toBeGreaterThan(100));

it.each(files)("%s has no text of its own", (file) => {
  expect(literals(file, readFileSync(file, "utf8"))).toEqual([]);
});

it("sees a text, an attribute and a choice of texts", () => {
  const source = 'const a = <p title="One">{b ? "Two" : t("key")} Three {`Four ${b}`}<i className="no" /></p>;';
  expect(literals("a.tsx", source)).toEqual(["One", "Two", "Three", "Four"]);
});

/** The words in a source that people would see as they are. */
function literals(file: string, source: string): string[] {
  const found: string[] = [];
  const keep = (text: string) => {
    const words = text.trim();
    if (/\p{L}/u.test(words) && !sameEverywhere.has(words)) found.push(words);
  };
  /** What an expression shows: a literal itself, either branch of a choice; never a call's arguments. */
  const shown = (node: ts.Expression | undefined): void => {
    if (!node) return;
    if (ts.isStringLiteralLike(node)) keep(node.text);
    else if (ts.isTemplateExpression(node))
      for (const part of [node.head, ...node.templateSpans.map(({ literal }) => literal)]) keep(part.text);
    else if (ts.isParenthesizedExpression(node)) shown(node.expression);
    else if (ts.isConditionalExpression(node)) for (const branch of [node.whenTrue, node.whenFalse]) shown(branch);
    else if (ts.isBinaryExpression(node)) shown(node.right);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node)) keep(node.text);
    else if (ts.isJsxAttribute(node) && spoken.has(node.name.getText())) attribute(node.initializer);
    else if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent)) shown(node.expression);
    ts.forEachChild(node, visit);
  };
  const attribute = (value: ts.JsxAttributeValue | undefined): void => {
    if (value && ts.isStringLiteral(value)) keep(value.text);
    else if (value && ts.isJsxExpression(value)) shown(value.expression);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  return found;
}
