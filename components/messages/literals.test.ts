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
const sameEverywhere = new Set(["Esc", "Tab", "Fn", "ABC", "(KiB)", "spice-client", "noVNC", "GPL-3.0", "LGPL-3.0-or-later", "MPL-2.0"]);

/** It stands in where texts cannot be loaded, and says all in each language. */
const files = globSync(["app/**/*.tsx", "components/**/*.tsx"]).filter((file) => file !== "app/global-error.tsx");

it("finds the portal's parts", () => expect(files.length).toBeGreaterThan(100));

it.each(files)("%s has no text of its own", (file) => {
  expect(literals(file, readFileSync(file, "utf8"))).toEqual([]);
});

it("sees a text, an attribute and a choice of texts", () => {
  const source = `const a = <p title="One">{b ? "Two" : t("key")} Three {\`Four \${b}\`}<i className="no" /></p>;`;
  expect(literals("a.tsx", source)).toEqual(["One", "Two", "Three", "Four"]);
});

/** The words in a source that people would see as they are. */
function literals(file: string, source: string): string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    found.push(...textsIn(node));
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX));
  return found.map((text) => text.trim()).filter((text) => /\p{L}/u.test(text) && !sameEverywhere.has(text));
}

function textsIn(node: ts.Node): string[] {
  if (ts.isJsxText(node)) return [node.text];
  if (ts.isJsxAttribute(node) && spoken.has(node.name.getText())) return shownBy(node.initializer);
  if (ts.isJsxExpression(node) && !ts.isJsxAttribute(node.parent)) return shownBy(node);
  return [];
}

/** What an expression shows: a literal itself, each branch of a choice; never what is given to a call. */
function shownBy(node: ts.Node | undefined): string[] {
  if (!node) return [];
  if (ts.isStringLiteralLike(node)) return [node.text];
  if (ts.isTemplateExpression(node)) return [node.head, ...node.templateSpans.map(({ literal }) => literal)].map(({ text }) => text);
  if (ts.isJsxExpression(node) || ts.isParenthesizedExpression(node)) return shownBy(node.expression);
  if (ts.isConditionalExpression(node)) return [...shownBy(node.whenTrue), ...shownBy(node.whenFalse)];
  return ts.isBinaryExpression(node) ? shownBy(node.right) : [];
}
