import "@xterm/xterm/css/xterm.css";
import { FitAddon } from "@xterm/addon-fit";
import { SearchAddon } from "@xterm/addon-search";
import { WebglAddon } from "@xterm/addon-webgl";
import { Terminal } from "@xterm/xterm";
import { withStyleNonce } from "./style-nonce.ts";
import { terminalTheme } from "./theme.ts";

/** OSC 8 makes links; what a guest prints must not open pages. */
const OSC_HYPERLINK = 8;

/** Ends what the last run may have left on: soft reset, mouse reports and bracketed paste off, wrapping on, a new line. */
const AFTER_RUN = "\x1b[!p\x1b[?1000;1002;1003;1006;2004l\x1b[?7h\x1b[0m\r\n";
/** Back from the screen of a full-screen program; elsewhere it would move the cursor. */
const MAIN_SCREEN = "\x1b[?1049l";

/** A terminal with what belongs to it. It may outlive one serial line and be moved to the next one's element. */
export class Screen {
  readonly terminal: Terminal;
  readonly #search = new SearchAddon();
  readonly #fit = new FitAddon();
  readonly #observer = new ResizeObserver(() => this.#refit());
  #parent: HTMLElement;

  constructor(parent: HTMLElement, label: string) {
    this.#parent = parent;
    this.terminal = new Terminal({
      scrollback: 10_000,
      fontFamily: getComputedStyle(parent).fontFamily,
      fontSize: 14,
      lineHeight: 1.15,
      cursorBlink: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      screenReaderMode: true,
      theme: terminalTheme,
    });
    this.terminal.parser.registerOscHandler(OSC_HYPERLINK, () => true);
    this.terminal.loadAddon(this.#search);
    this.terminal.loadAddon(this.#fit);
    withStyleNonce(() => this.terminal.open(parent));
    // The fit addon counts the terminal's own padding, not its parent's.
    this.terminal.element?.classList.add("px-3", "pt-4", "pb-2", "[&_.xterm-viewport]:bg-transparent!");
    this.terminal.textarea?.setAttribute("aria-label", label);
    this.#loadWebgl();
    this.#observer.observe(parent);
    this.#refit();
  }

  /** Moves to another element and makes ready for another run of the machine; what was printed stays above. */
  moveTo(parent: HTMLElement): void {
    if (!this.terminal.element) return;
    this.#observer.unobserve(this.#parent);
    this.#parent = parent;
    parent.append(this.terminal.element);
    this.#observer.observe(parent);
    if (this.terminal.buffer.active.type === "alternate") this.terminal.write(MAIN_SCREEN);
    this.terminal.write(AFTER_RUN);
  }

  search(text: string, direction: "next" | "previous"): boolean {
    if (!text) {
      this.terminal.clearSelection();
      return false;
    }
    return direction === "next" ? this.#search.findNext(text) : this.#search.findPrevious(text);
  }

  /** The selection, or without one everything there is. */
  text(): string {
    if (this.terminal.hasSelection()) return this.terminal.getSelection();
    const { active } = this.terminal.buffer;
    let text = "";
    for (let row = 0; row < active.length; row++) {
      const line = active.getLine(row);
      if (line) text += `${line.isWrapped || row === 0 ? "" : "\n"}${line.translateToString(!active.getLine(row + 1)?.isWrapped)}`;
    }
    return `${text.trimEnd()}\n`;
  }

  dispose(): void {
    this.#observer.disconnect();
    withStyleNonce(() => this.terminal.dispose());
  }

  #refit(): void {
    if (this.#parent.clientWidth > 0 && this.#parent.clientHeight > 0) this.#fit.fit();
  }

  /** WebGL draws many times faster; without it, or once it is lost, xterm draws with elements. */
  #loadWebgl(): void {
    try {
      const webgl = new WebglAddon();
      webgl.onContextLoss(() => withStyleNonce(() => webgl.dispose()));
      this.terminal.loadAddon(webgl);
    } catch {
      // The element renderer is already in place.
    }
  }
}
