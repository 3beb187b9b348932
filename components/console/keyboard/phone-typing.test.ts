import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Chord, key } from "../keys.ts";
import { type PhoneTarget, PhoneTyping } from "./phone-typing.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function phone(layout: PhoneTarget["layout"] = "us", serial = false) {
  const said: string[] = [];
  const missed: string[] = [];
  const session = {
    sendKeys: (chord: Chord) => void said.push(chord.map(({ code }) => code.replace(/^Key/, "")).join("+")),
    ...(serial && { type: (text: string) => void said.push(`"${text}"`) }),
  };
  const typing = new PhoneTyping(
    () => ({ session, layout }),
    (character) => missed.push(character),
  );
  const keys = () => {
    vi.runAllTimers();
    return said.splice(0).join(" ");
  };
  return { typing, keys, missed };
}

it("types what comes, letter by letter or as a word that was swiped", () => {
  const { typing, keys } = phone();
  typing.become("l");
  typing.become("ls");
  expect(keys()).toBe("L S");
  typing.become("ls now");
  expect(keys()).toBe("Space N O W");
});

it("never faster than a guest takes it, and the first at once", () => {
  const sent: string[] = [];
  const session = { sendKeys: ([one]: Chord) => void sent.push(one?.code ?? "") };
  const typing = new PhoneTyping(
    () => ({ session, layout: "us" }),
    () => undefined,
  );
  typing.become("abc");
  expect(sent).toEqual(["KeyA"]);
  vi.advanceTimersByTime(20);
  expect(sent).toEqual(["KeyA", "KeyB"]);
});

it("erases and types anew what was corrected or composed", () => {
  const { typing, keys } = phone("de");
  typing.become("teh");
  keys();
  typing.become("the ");
  expect(keys()).toBe("Backspace Backspace H E Space");
  typing.become("the Bärn");
  keys();
  typing.become("the Bären");
  expect(keys()).toBe("Backspace E N");
  typing.become("the e\u0301");
  expect(keys()).toBe("Backspace Backspace Backspace Backspace Backspace Equal E");
});

it("names what the layout has no keys for, and does not erase what was never typed", () => {
  const { typing, keys, missed } = phone();
  typing.become("aü👍");
  expect(keys()).toBe("A");
  expect(missed).toEqual(["ü", "👍"]);
  typing.become("ab");
  expect(keys()).toBe("B");
  typing.become("");
  expect(keys()).toBe("Backspace Backspace");
});

it("begins anew after a line break, and after a command", () => {
  const { typing, keys } = phone();
  expect(typing.become("ls")).toBe(false);
  expect(typing.become("ls\n")).toBe(true);
  typing.settle();
  expect(keys()).toBe("L S Enter");
  typing.sticky.tap("ControlLeft", 0);
  expect(typing.become("c")).toBe(true);
  typing.settle();
  expect(typing.become("c")).toBe(false);
  expect(keys()).toBe("ControlLeft+C C");
});

it("holds a modifier for one key, or until it is pressed again where it was tapped twice", () => {
  const { typing, keys } = phone();
  typing.sticky.tap("AltLeft", 0);
  typing.press(key("Tab"));
  typing.press(key("Tab"));
  expect(keys()).toBe("AltLeft+Tab Tab");
  typing.sticky.tap("AltLeft", 1000);
  typing.sticky.tap("AltLeft", 1300);
  expect(typing.sticky.view.AltLeft).toBe("locked");
  typing.sticky.tap("ShiftLeft", 1400);
  typing.press(key("Tab"));
  typing.press(key("Tab"));
  typing.sticky.tap("AltLeft", 3000);
  typing.press(key("Tab"));
  expect(keys()).toBe("AltLeft+ShiftLeft+Tab AltLeft+Tab Tab");
});

it("lets go of a modifier that was tapped twice, slowly", () => {
  const { typing } = phone();
  typing.sticky.tap("MetaLeft", 0);
  typing.sticky.tap("MetaLeft", 500);
  expect(typing.sticky.view.MetaLeft).toBe("up");
});

it("finds the key of a command on a layout without Latin letters", () => {
  const { typing, keys, missed } = phone("ru");
  typing.sticky.tap("ControlLeft", 0);
  typing.become("c");
  expect(keys()).toBe("ControlLeft+C");
  expect(missed).toEqual([]);
});

it("gives text to a console that takes text, in order with its keys", () => {
  const { typing, keys, missed } = phone("us", true);
  typing.become("aé日");
  typing.become("aé");
  typing.sticky.tap("ControlLeft", 0);
  typing.become("aéc");
  expect(keys()).toBe('"a" "é" "日" Backspace ControlLeft+C');
  expect(missed).toEqual([]);
});

it("drops what waits when it is stopped", () => {
  const { typing, keys } = phone();
  typing.sticky.tap("ControlLeft", 0);
  typing.chord([key("Escape")]);
  typing.chord([key("Tab")]);
  typing.stop();
  expect(keys()).toBe("Escape");
  typing.become("a");
  expect(keys()).toBe("A");
});
