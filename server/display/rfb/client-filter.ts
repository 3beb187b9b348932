import type { ExchangeRules } from "#server/contract/settings.ts";
import { clientMessages, lengthOf } from "./client-messages.ts";
import { type ClipboardRules, CUT_TEXT_HEAD, cutTextPasses } from "./cut-text.ts";

const { xvp, clientCutText, setEncodings, setPixelFormat, framebufferUpdateRequest, enableContinuousUpdates, fence } = clientMessages;

/** Pseudo-encodings that announce what a client may then send. */
const EXTENDED_CLIPBOARD = 0xc0a1e5ce | 0;
const QEMU_AUDIO = -259;
const GII = -305;
const XVP = -309;
/** With them, the display would take pointer messages to be longer than {@link lengthOf} does. */
const EXTENDED_MOUSE_BUTTONS = -316;

/** What a client may not have. */
export type FilterRules = {
  /** Whether the display gets messages of a type. */
  passes(type: number | undefined): boolean;
  /** Encodings that are taken out of the list of those that the client knows. */
  stripped: ReadonlySet<number>;
  /** Which way text may be copied; absent: both. */
  clipboard?: ClipboardRules;
};

const watched = new Set<number | undefined>([setPixelFormat, setEncodings, framebufferUpdateRequest, enableContinuousUpdates, fence]);

/** For a watcher: how and when they want the picture, and nothing that could change the guest. */
export const viewOnly: FilterRules = {
  passes: (type) => watched.has(type),
  stripped: new Set([EXTENDED_CLIPBOARD, QEMU_AUDIO, GII, XVP, EXTENDED_MOUSE_BUTTONS]),
};

/** For somebody who may use a machine, but not switch it off or reset it: everything but xvp, which does that. */
export const withoutPower: FilterRules = {
  passes: (type) => type !== xvp,
  stripped: new Set([XVP, EXTENDED_MOUSE_BUTTONS]),
};

/**
 * For somebody who may use a machine.
 * @param power whether they may switch it off and reset it
 * @returns null where they may do all that a display takes
 */
export function rulesFor({ power, exchange }: { power: boolean; exchange: ExchangeRules }): FilterRules | null {
  const { clipboardToMachine, clipboardFromMachine } = exchange;
  if (clipboardToMachine && clipboardFromMachine) return power ? null : withoutPower;
  const none = !clipboardToMachine && !clipboardFromMachine;
  return {
    passes: (type) => (power || type !== xvp) && !(none && type === clientCutText),
    stripped: new Set([EXTENDED_MOUSE_BUTTONS, ...(power ? [] : [XVP]), ...(none ? [EXTENDED_CLIPBOARD] : [])]),
    clipboard: exchange,
  };
}

const NOTHING = Buffer.alloc(0);

/**
 * Parses what an RFB client sends after its handshake and lets pass what the rules allow, as it comes: of a message only the
 * beginning is ever held, until its length is known, and a whole list of encodings.
 */
export class ClientFilter {
  readonly #rules: FilterRules;
  /** The beginning of a message that cannot be told yet. */
  #held: Buffer = NOTHING;
  /** The message that is under way: its type, whether it passes, and its bytes still to come. */
  #type: number | undefined;
  #passes = false;
  #left = 0;

  constructor(rules: FilterRules) {
    this.#rules = rules;
  }

  /**
   * Takes bytes, however they are cut.
   * @returns what the display gets of them and of those before
   * @throws {OrielError} client-protocol at a message that is not known, since its length is not either
   */
  push(chunk: Buffer): Buffer {
    const passed: Buffer[] = [];
    let bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    while (bytes.length > 0 && this.#enter(bytes)) {
      const part = bytes.subarray(0, this.#left);
      this.#left -= part.length;
      bytes = bytes.subarray(part.length);
      if (this.#passes) passed.push(this.#type === setEncodings ? strip(part, this.#rules.stripped) : part);
    }
    this.#held = bytes.length === 0 ? NOTHING : Buffer.from(bytes);
    return passed.length === 1 ? (passed[0] ?? NOTHING) : Buffer.concat(passed);
  }

  /** Whether the bytes belong to a message that can be dealt with: one that is under way, or one that begins here. */
  #enter(bytes: Buffer): boolean {
    if (this.#left > 0) return true;
    const length = lengthOf(bytes);
    if (length === null || bytes.length < this.#toDecide(bytes[0], length)) return false;
    this.#type = bytes[0];
    this.#left = length;
    this.#passes = this.#rules.passes(this.#type) && this.#mayBeCopied(bytes.subarray(0, length));
    return true;
  }

  /** How much of a message has to be there before it can be dealt with, in bytes. */
  #toDecide(type: number | undefined, length: number): number {
    if (type === setEncodings) return length;
    return type === clientCutText && this.#rules.clipboard ? Math.min(length, CUT_TEXT_HEAD) : 1;
  }

  #mayBeCopied(message: Buffer): boolean {
    const { clipboard } = this.#rules;
    return message[0] !== clientCutText || clipboard === undefined || cutTextPasses(message, clipboard);
  }
}

/** A SetEncodings message without some of them. */
function strip(message: Buffer, stripped: ReadonlySet<number>): Buffer {
  const kept: number[] = [];
  for (let at = 4; at < message.length; at += 4) {
    const encoding = message.readInt32BE(at);
    if (!stripped.has(encoding)) kept.push(encoding);
  }
  const result = Buffer.from(message.subarray(0, 4 + 4 * kept.length));
  result.writeUInt16BE(kept.length, 2);
  kept.forEach((encoding, index) => {
    result.writeInt32BE(encoding, 4 + 4 * index);
  });
  return result;
}
