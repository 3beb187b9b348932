import { releaseShortcut } from "../../release-shortcut.ts";
import { isLock, type Locks } from "./locks.ts";
import { scanCodeOf } from "./scancodes.ts";

/** Windows sends a ControlLeft before AltRight where that is AltGr; so long, in ms, a ControlLeft waits for it. */
const ALT_GR_WAIT = 50;

interface KeyboardListener {
  key(scanCode: number, down: boolean): void;
  /** How the person's keyboard has its locks; before the key that they are to hold for. */
  locks(locks: Locks): void;
  /** The leave shortcut is complete. */
  release(): void;
}

/** The browser's keys as a PC keyboard's: by their place, and each that went down comes up again. */
export class Keyboard {
  readonly #listener: KeyboardListener;
  readonly #held = new Set<string>();
  readonly #isLeaving = releaseShortcut();
  readonly #isMac = navigator.platform.startsWith("Mac");
  readonly #isApple = /^(?:Mac|iP)/.test(navigator.platform);
  readonly #isWindows = navigator.platform.startsWith("Win");
  #control: ReturnType<typeof setTimeout> | undefined;

  constructor(listener: KeyboardListener) {
    this.#listener = listener;
  }

  /** Takes the window's keys. In `view` it only looks for the leave shortcut. */
  listen(viewing: boolean): void {
    const take = (event: KeyboardEvent) => {
      if (!viewing) this.#take(event);
      if (this.#isLeaving(event)) this.#listener.release();
    };
    window.addEventListener("keydown", take, true);
    window.addEventListener("keyup", take, true);
    window.addEventListener("blur", () => this.releaseAll());
  }

  /** Presses keys in order and releases them in reverse. Those that a PC keyboard does not have are left out. */
  press(codes: readonly string[]): void {
    for (const code of codes) this.#send(code, true);
    for (const code of codes.toReversed()) this.#send(code, false);
  }

  releaseAll(): void {
    this.#settleControl(true);
    for (const code of [...this.#held].reverse()) this.#send(code, false);
  }

  #take(event: KeyboardEvent): void {
    const { code, type } = event;
    if (scanCodeOf(code, true) === null) return;
    event.preventDefault();
    if (type === "keydown" && !isLock(code)) this.#listener.locks(this.#locksOf(event));
    if (this.#waitsForAltGr(event)) return;
    if (code === "CapsLock" && this.#isMac) this.press([code]);
    else if (type === "keydown") this.#send(code, true);
    else if (this.#held.has(code)) this.#send(code, false);
    // macOS tells no keyup of what was pressed together with Command.
    if (type === "keyup" && code.startsWith("Meta") && this.#isMac) this.releaseAll();
  }

  /** Apple's keyboards have no Num Lock, and their browsers tell that it is off. */
  #locksOf(event: KeyboardEvent): Locks {
    const caps = { CapsLock: event.getModifierState("CapsLock") };
    return this.#isApple ? caps : { ...caps, NumLock: event.getModifierState("NumLock") };
  }

  #waitsForAltGr({ code, type, repeat }: KeyboardEvent): boolean {
    if (!this.#isWindows) return false;
    if (code === "ControlLeft" && type === "keydown" && !repeat && !this.#held.has(code)) {
      this.#control = setTimeout(() => this.#settleControl(true), ALT_GR_WAIT);
      return true;
    }
    this.#settleControl(!(code === "AltRight" && type === "keydown"));
    return false;
  }

  #settleControl(real: boolean): void {
    if (this.#control === undefined) return;
    clearTimeout(this.#control);
    this.#control = undefined;
    if (real) this.#send("ControlLeft", true);
  }

  #send(code: string, down: boolean): void {
    const scanCode = scanCodeOf(code, down);
    if (scanCode === null) return;
    if (down) this.#held.add(code);
    else this.#held.delete(code);
    this.#listener.key(scanCode, down);
  }
}
