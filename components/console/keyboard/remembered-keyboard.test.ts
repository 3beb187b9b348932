import { expect, it } from "vitest";
import { functionKey, key } from "../keys.ts";
import { layoutOfLanguage, RememberedKeyboard } from "./remembered-keyboard.ts";

function storage() {
  const kept = new Map<string, string>();
  return { getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => void kept.set(name, value) };
}
const [one, other] = ["local.4f3c", "local.77aa"] as never[];

it("begins with the layout of the browser's language", () => {
  const languages = ["de", "de-AT", "de-CH", "en-GB", "en", "pt-BR", "pt-PT", "ja", "sv-SE", "zh-CN", ""];
  expect(languages.map(layoutOfLanguage)).toEqual(["de", "de", "ch", "gb", "us", "br", "us", "jp", "se", "us", "us"]);
});

it("keeps each machine's layout, the pace and own chords", () => {
  const store = storage();
  const first = new RememberedKeyboard(store, "de");
  first.setLayout(one as never, "fr");
  first.pace = "slow";
  first.chords = [[key("ControlLeft"), functionKey(5)]];
  const again = new RememberedKeyboard(store, "de");
  expect([again.layout(one as never), again.layout(other as never), again.pace]).toEqual(["fr", "de", "slow"]);
  expect(again.chords).toEqual([[key("ControlLeft"), functionKey(5)]]);
});

it("believes only what it could have written", () => {
  const store = storage();
  store.setItem("oriel.keyboard.pace", "warp");
  store.setItem("oriel.keyboard.layout.local.4f3c", "klingon");
  const remembered = new RememberedKeyboard(store, "it");
  expect([remembered.pace, remembered.layout(one as never)]).toEqual(["normal", "it"]);
  for (const text of ["{", '"x"', "[1]", '[["Nope"],[7]]', "[[]]"]) {
    store.setItem("oriel.keyboard.chords", text);
    expect(remembered.chords).toEqual([]);
  }
});
