import { type Chord, type Key, key } from "../keys.ts";
import type { ConsoleSession } from "../session.ts";
import { differenceOf } from "./difference.ts";
import { type LayoutId, type Strokes, strokesOf } from "./layout.ts";
import { StickyKeys } from "./sticky-keys.ts";
import { TypingQueue } from "./typing-queue.ts";

/** Where it types. */
export interface PhoneTarget {
  session: Pick<ConsoleSession, "sendKeys" | "type"> | null;
  /** The guest's. */
  layout: LayoutId;
}

/** What a phone's keyboard and the key bar give, typed into a console. */
export class PhoneTyping {
  readonly sticky = new StickyKeys();
  readonly #target: () => PhoneTarget;
  readonly #untypeable: (character: string) => void;
  readonly #queue = new TypingQueue();
  /** The field's text as the guest has it, but for what could not be typed. */
  #typed = "";

  /** @param untypeable told of each character that the guest's layout has no keys for, and that is left out */
  constructor(target: () => PhoneTarget, untypeable: (character: string) => void) {
    this.#target = target;
    this.#untypeable = untypeable;
  }

  /**
   * Makes the guest's text what the field's is: what was corrected, completed or composed meanwhile is erased and typed as it
   * stands now. The cursor of both is at the end.
   * @returns true where the field is to begin anew: after a line break or a command, nothing before it can be corrected
   */
  become(text: string): boolean {
    const wanted = text.normalize("NFC");
    const { erase, insert } = differenceOf(this.#typed, wanted);
    for (const character of erase) if (this.#canType(character)) this.#press([key("Backspace")]);
    const plain = [...insert].map((character) => this.#character(character));
    this.#typed = wanted;
    return plain.includes(false);
  }

  /** The field has begun anew, or the guest's cursor may be elsewhere: nothing typed before can be corrected. */
  settle(): void {
    this.#typed = "";
  }

  /** Presses a key with the modifiers that are down. */
  press(pressed: Key): void {
    this.#press([...this.sticky.take(), pressed]);
  }

  /** Presses a chord as it is. */
  chord(chord: Chord): void {
    this.#press(chord);
  }

  /** Drops what waits, and lets go of every modifier. */
  stop(): void {
    this.settle();
    this.#queue.clear();
    this.sticky.release();
  }

  /** @returns whether it became text, which can be erased again */
  #character(character: string): boolean {
    const held = this.sticky.take();
    const { session } = this.#target();
    if (character === "\n") this.#press([...held, key("Enter")]);
    else if (held.length > 0) this.#command(character, held);
    else if (session?.type) this.#queue.push(1, () => this.#target().session?.type?.(character));
    else this.#strokes(character);
    return character !== "\n" && held.length === 0;
  }

  #strokes(character: string): void {
    const strokes = this.#strokesOf(character);
    for (const chord of strokes ?? []) this.#press(chord);
    if (!strokes) this.#untypeable(character);
  }

  /** With modifiers a letter is a key: the one that has it on a US keyboard where the guest's layout has no such letter. */
  #command(character: string, held: readonly Key[]): void {
    const [first] = this.#strokesOf(character) ?? strokesOf("us", character) ?? [];
    if (first) this.#press([...held, ...first]);
    else this.#untypeable(character);
  }

  #canType(character: string): boolean {
    return this.#target().session?.type !== undefined || this.#strokesOf(character) !== null;
  }

  #strokesOf(character: string): Strokes | null {
    const { session, layout } = this.#target();
    return strokesOf(session?.type ? "us" : layout, character);
  }

  #press(chord: Chord): void {
    this.#queue.push(chord.length, () => this.#target().session?.sendKeys(chord));
  }
}
