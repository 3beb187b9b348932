import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Chord } from "../keys.ts";
import { stepsOf, typeable, typeText } from "./type-text.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function target() {
  const said: string[] = [];
  return {
    said,
    sendKeys: (chord: Chord) => void said.push(chord.map(({ code }) => code).join("+")),
    offerClipboard: (text: string) => void said.push(`clipboard ${text}`),
  };
}

it("joins accents with their letters and knows the line ends of all systems", () => {
  expect(typeable("e\u0301\r\nb\rc\n")).toBe("é\nb\nc\n");
});

it("presses the keys one after the other, at the pace", async () => {
  const session = target();
  const progress: number[] = [];
  const typing = typeText(session, {
    steps: stepsOf("aÄé\n", "de", false),
    pace: "normal",
    signal: new AbortController().signal,
    onProgress: (characters) => progress.push(characters),
  });
  expect(session.said).toEqual(["KeyA"]);
  await vi.advanceTimersByTimeAsync(29);
  expect(session.said).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(session.said).toHaveLength(2);
  // Two keys are given twice as long as one.
  await vi.advanceTimersByTimeAsync(59);
  expect(session.said).toHaveLength(2);
  await vi.runAllTimersAsync();
  await typing;
  expect(session.said).toEqual(["KeyA", "ShiftLeft+Quote", "Equal", "KeyE", "Enter"]);
  expect(progress).toEqual([1, 2, 3, 4]);
});

it("stops at once, also between a dead key and its letter", async () => {
  const session = target();
  const stop = new AbortController();
  const progress: number[] = [];
  const typing = typeText(session, {
    steps: stepsOf("éa", "de", false),
    pace: "slow",
    signal: stop.signal,
    onProgress: (characters) => progress.push(characters),
  });
  stop.abort();
  await typing;
  expect(session.said).toEqual(["Equal"]);
  expect(progress).toEqual([]);
});

it("leaves out what the layout has no keys for, or pastes it where it stands", async () => {
  const session = target();
  const type = async (paste: boolean) => {
    const typing = typeText(session, {
      steps: stepsOf("a日本b", "us", paste),
      pace: "fast",
      signal: new AbortController().signal,
      onProgress: () => undefined,
    });
    await vi.runAllTimersAsync();
    await typing;
    return session.said.splice(0);
  };
  expect(await type(false)).toEqual(["KeyA", "KeyB"]);
  expect(await type(true)).toEqual(["KeyA", "clipboard 日本", "ControlLeft+KeyV", "KeyB"]);
});
