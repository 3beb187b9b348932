import { expect, it } from "vitest";
import { Remembered } from "./remembered.ts";

function storage() {
  const kept = new Map<string, string>();
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
}

it("keeps the look for all machines", () => {
  const store = storage();
  new Remembered(store).scaling = "match";
  new Remembered(store).quality = "saver";
  new Remembered(store).sharesClipboard = true;
  expect(new Remembered(store).scaling).toBe("match");
  expect(new Remembered(store).sharesClipboard).toBe(true);
  expect(new Remembered(store).quality).toBe("saver");
});

it("believes only what it could have written", () => {
  const store = storage();
  store.setItem("oriel.console.scaling", "huge");
  store.setItem("oriel.console.quality", "telnet");
  expect(new Remembered(store).sharesClipboard).toBe(false);
  expect(new Remembered(store).scaling).toBe("fit");
  expect(new Remembered(store).quality).toBe("balanced");
});

it("does without a browser that keeps anything", () => {
  const refuse = () => {
    throw new Error("denied");
  };
  const remembered = new Remembered({ getItem: refuse, setItem: refuse });
  remembered.scaling = "actual";
  expect(remembered.scaling).toBe("fit");
  expect(new Remembered(null).quality).toBe("balanced");
});

it("saves data from the start for who has told the browser to, and asks no more once they chose", () => {
  const store = storage();
  expect(new Remembered(store, { saveData: true }).quality).toBe("saver");
  expect(new Remembered(store, { saveData: false }).quality).toBe("balanced");
  new Remembered(store).quality = "exact";
  expect(new Remembered(store, { saveData: true }).quality).toBe("exact");
});

it("keeps how the person touches, and how sharp they want it", () => {
  const store = storage();
  expect([new Remembered(store).touchMode, new Remembered(store).sharp]).toEqual(["direct", false]);
  new Remembered(store).touchMode = "trackpad";
  new Remembered(store).sharp = true;
  expect([new Remembered(store).touchMode, new Remembered(store).sharp]).toEqual(["trackpad", true]);
});
