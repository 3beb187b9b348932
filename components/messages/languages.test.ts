import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";
import { describe, expect, it } from "vitest";
import { languages } from "#server/contract/language.ts";
import { errorMessages } from "#server/web/error-messages.ts";
import errorsInGerman from "./de/errors.json" with { type: "json" };
import { messages as german } from "./de/index.ts";
import { messages as english } from "./en/index.ts";

/** All that is said in a language, by its path: "console.actions.start". */
type Texts = ReadonlyMap<string, string>;

const en = textsOf({ ...english, errors: errorMessages });
const de = textsOf({ ...german, errors: errorsInGerman });

it("has every text in every language, and no other", () => {
  expect([...de.keys()].sort()).toEqual([...en.keys()].sort());
});

it.each([...languages])("takes every file of %s into its index", (language) => {
  const areas = globSync(`components/messages/${language}/*.json`).map((file) => basename(file, ".json"));
  const index = readFileSync(`components/messages/${language}/index.ts`, "utf8");
  for (const area of areas.filter((name) => name !== "errors")) expect(index).toContain(`./${area}.json`);
});

describe("a German text", () => {
  const both = [...en].filter(([path]) => de.has(path)).map(([path, text]) => [path, text, de.get(path) as string] as const);

  it("takes the same values and makes the same choices as the English one", () => {
    const other = both.filter(([, text, translated]) => JSON.stringify(structure(translated)) !== JSON.stringify(structure(text)));
    expect(other.map(([path]) => path)).toEqual([]);
  });

  it("is not the English one, except for names and words that are the same", () => {
    const untranslated = both.filter(([path, text, translated]) => translated === text && !isTheSame(path, text));
    expect(untranslated.map(([path, text]) => `${path}: ${text}`)).toEqual([]);
  });

  it("has German quotation marks, and no exclamation mark", () => {
    const wrong = both.filter(([, , translated]) => /["!]|“[^“„]*”/.test(translated));
    expect(wrong.map(([path]) => path)).toEqual([]);
  });
});

it.each(["Zoë, zebra, Äpfel, apple, ärger, vm10, vm2", "ö, o, p, ß, ss, st"])("sorts %s in one way in every language", (names) => {
  const sorted = languages.map((language) =>
    names.split(", ").sort(new Intl.Collator(language, { numeric: true, sensitivity: "base" }).compare),
  );
  for (const one of sorted) expect(one).toEqual(sorted[0]);
});

function textsOf(tree: object, path = ""): Texts {
  const entries = Object.entries(tree).flatMap(([name, value]): [string, string][] => {
    const here = path ? `${path}.${name}` : name;
    return typeof value === "string" ? [[here, value]] : [...textsOf(value, here)];
  });
  return new Map(entries);
}

/** What a text takes and chooses by, each once and in no order of the words: sentences differ, values do not. */
function structure(text: string): string[] {
  return [...new Set(parse(text).flatMap((element) => partsOf(element)))].sort();
}

function partsOf(element: MessageFormatElement, within = ""): string[] {
  if (element.type === TYPE.literal || element.type === TYPE.pound) return [];
  const name = `${within}/${TYPE[element.type]} ${element.value}`;
  if (element.type === TYPE.tag) return [name, ...element.children.flatMap((child) => partsOf(child, name))];
  if (!("options" in element)) return [name];
  const choices = Object.entries(element.options).map(([option, { value }]) => ({ choice: `${name} ${option}`, value }));
  return choices.flatMap(({ choice, value }) => [choice, ...value.flatMap((child) => partsOf(child, choice))]);
}

function isTheSame(path: string, text: string): boolean {
  const bare = text.replace(/<\/?\w+>|\{\w+(, number)?\}|[:%…]/g, "").trim();
  return !/\p{L}{2}/u.test(bare) || same.has(bare) || samePaths.some((one) => one.test(path));
}

/** Names and terms that German takes as they are. */
const same = new Set(
  `VNC SPICE QUIC GLZ LZ USB RAM VRAM VGA GPU GPUs AC97 XML PCI vCPU vCPUs libvirt localhost Localhost Oriel Name Host Hosts Hypervisor Operator
Portal Details System Live Port English Deutsch Administrator Text Normal Zoom`.split(/\s+/),
);

/** Lists of models, products and programs, and what is all figures. */
const samePaths = [
  /^display\.model\.\w+\.name$/,
  /^display\.sound\.models\./,
  /^display\.commands\.tool\./,
  /^gpus\.ready\.loaders\./,
  /^serialHelp\.guides\./,
  /^machines\.(more|vcpus)$/,
  /^company\.figures\.(roundTrip|kilo|mega)$/,
];
