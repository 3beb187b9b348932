import type { CDPSession, Keyboard, Page } from "@playwright/test";
import type { Guest } from "./guest.ts";

/** A key as a browser tells it: what it means on the person's own keyboard, and where it is (KeyboardEvent.code). */
export type LayoutKey = { key: string; code: string };

const NEEDS_SHIFT = /^[A-Z~!@#$%^&*()_+{}|:"<>?]$/;
const SHIFT_BIT = 8;

/** Milliseconds between two keys. QEMU's PS/2 keyboard holds 16 bytes for a guest that is busy, and drops what comes on top. */
const PAUSE_MS = 30;

/** Types as somebody with a US keyboard does: Shift goes down before a character that needs it. A line break is Enter. */
export async function typeText(page: Page, text: string): Promise<void> {
  for (const character of text) {
    const key = character === "\n" ? "Enter" : character;
    await page.keyboard.press(NEEDS_SHIFT.test(key) ? `Shift+${key}` : key);
    await page.waitForTimeout(PAUSE_MS);
  }
}

/** A keyboard with another layout than the browser of the tests has. Its keys are held while those behind them are pressed. */
export class LayoutKeyboard {
  readonly #devtools: CDPSession;

  private constructor(devtools: CDPSession) {
    this.#devtools = devtools;
  }

  static async plugIn(page: Page): Promise<LayoutKeyboard> {
    return new LayoutKeyboard(await page.context().newCDPSession(page));
  }

  async press(...keys: LayoutKey[]): Promise<void> {
    const modifiers = keys.some(({ key }) => key === "Shift") ? SHIFT_BIT : 0;
    for (const key of keys) await this.#send("keyDown", key, modifiers);
    for (const key of keys.toReversed()) await this.#send("keyUp", key, modifiers);
  }

  #send(type: "keyDown" | "keyUp", { key, code }: LayoutKey, modifiers: number) {
    const text = type === "keyDown" && key.length === 1 ? { text: key } : {};
    return this.#devtools.send("Input.dispatchKeyEvent", { type, key, code, modifiers, ...text });
  }
}

/** F9, with which {@link keysOf} ends, as Linux counts keys (input-event-codes.h). */
const LAST_KEY = 67;

/**
 * The keys that painter is told of while something is done in a page whose screen has the focus: "+30" for A going down, "-30" for
 * A going up (numbers of Linux's input-event-codes.h). Repeats of a key that is held are left out.
 */
export async function keysOf(painter: Guest, page: { keyboard: Pick<Keyboard, "press"> }, act: () => Promise<unknown>): Promise<string> {
  const control = await painter.control();
  control.skip();
  await act();
  await page.keyboard.press("F9");
  const [said] = await control.waitFor(new RegExp(`[\\s\\S]*?KEY code=${LAST_KEY} value=0 [^\\n]*\\n`));
  const events = [...said.matchAll(/KEY code=(\d+) value=([01])/g)].filter(([, code]) => Number(code) !== LAST_KEY);
  return events.map(([, code, value]) => `${value === "1" ? "+" : "-"}${code}`).join(" ");
}
