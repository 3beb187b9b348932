import { expect, it } from "vitest";
import { Remembered } from "./remembered.ts";

function storage() {
  const kept = new Map<string, string>();
  return { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) };
}

it("keeps the protocol for each machine", () => {
  const store = storage();
  new Remembered(store).keepProtocol("local.a", "serial");
  expect(new Remembered(store).protocolOf("local.a")).toBe("serial");
  expect(new Remembered(store).protocolOf("local.b")).toBeNull();
});

it("believes only what it could have written", () => {
  const store = storage();
  store.setItem("oriel.console.protocol.local.a", "telnet");
  store.setItem("oriel.console.scaling", "huge");
  expect(new Remembered(store).protocolOf("local.a")).toBeNull();
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
  expect(new Remembered(null).protocolOf("local.a")).toBeNull();
});
