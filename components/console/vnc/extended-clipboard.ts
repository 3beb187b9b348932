import { CLIPBOARD_LIMIT } from "../exchange/clipboard-limit.ts";
import type { ClipboardFailure } from "../session.ts";

/** The encoding by which a client says that it knows the extended clipboard (rfbproto, "Extended Clipboard Pseudo-Encoding"). */
export const EXTENDED_CLIPBOARD = 0xc0a1e5ce | 0;

/** Flags of its messages: one format, and what is done. */
const TEXT = 1;
const CAPS = 1 << 24;
const REQUEST = 1 << 25;
const PEEK = 1 << 26;
const NOTIFY = 1 << 27;
const PROVIDE = 1 << 28;

/** A display's message is never longer, in bytes: a text, compressed at worst to a little more, and its flags. */
export const LONGEST_MESSAGE = CLIPBOARD_LIMIT + 64 * 1024;

interface ClipboardListener {
  /** The display takes part. */
  ready(): void;
  /** A text that was asked for. */
  text(text: string): void;
  failed(why: ClipboardFailure): void;
}

/**
 * The extended clipboard on a client's side. Each side tells the other only that there is text, and hands it over when it is
 * requested; here it is requested where the person asks for it, or has everything shared. Classic cut text is not used: it knows
 * Latin-1 only, and QEMU never sends it.
 *
 * QEMU hands the bytes on as they are, so line ends are LF and no NUL follows, where rfbproto wants CRLF and a NUL: both would be
 * pasted in the guest.
 */
export class ExtendedClipboard {
  /** Whether what is copied in the guest is requested without anybody's asking. */
  automatic = false;
  readonly #say: (payload: Uint8Array<ArrayBuffer>) => void;
  readonly #listener: ClipboardListener;
  #ready = false;
  /** What the guest may have; null: nothing. */
  #offered: string | null = null;
  /** Whether the guest has text. */
  #available = false;
  #requested = false;

  /** @param say sends a ClientCutText with this as its extended payload */
  constructor(say: (payload: Uint8Array<ArrayBuffer>) => void, listener: ClipboardListener) {
    this.#say = say;
    this.#listener = listener;
  }

  /** Lets the guest have a text; it is sent when something is pasted there. */
  offer(text: string): void {
    if (!this.#ready) return;
    this.#offered = text;
    this.#available = false;
    this.#say(flags(NOTIFY | TEXT));
  }

  /** Lets the guest have nothing any more. */
  withdraw(): void {
    this.#offered = null;
  }

  /** Asks for what was copied in the guest. */
  fetch(): void {
    if (this.#available) this.#request();
    else this.#listener.failed("empty");
  }

  /** Takes the payload of a display's extended ServerCutText. */
  async take(payload: Uint8Array<ArrayBuffer>): Promise<void> {
    if (payload.length < 4) return;
    const said = new DataView(payload.buffer, payload.byteOffset).getInt32(0);
    const hasText = (said & TEXT) !== 0;
    if (said & CAPS) this.#join(hasText);
    else if (said & REQUEST) await this.#provide();
    else if (said & PEEK) this.#say(flags(this.#offered === null ? NOTIFY : NOTIFY | TEXT));
    else if (said & NOTIFY) this.#copiedThere(hasText);
    else if (said & PROVIDE && hasText) await this.#received(payload.subarray(4));
  }

  /** Says what is understood here; a size of 0: no text is to be sent without a request. */
  #join(hasText: boolean): void {
    this.#say(flags(CAPS | REQUEST | NOTIFY | PROVIDE | TEXT, 0));
    if (this.#ready || !hasText) return;
    this.#ready = true;
    this.#listener.ready();
  }

  #copiedThere(hasText: boolean): void {
    this.#available = hasText;
    this.#offered = null;
    if (hasText && this.automatic) this.#request();
  }

  #request(): void {
    this.#requested = true;
    this.#say(flags(REQUEST | TEXT));
  }

  async #provide(): Promise<void> {
    if (this.#offered === null) return;
    const text = new TextEncoder().encode(this.#offered);
    const sized = new Uint8Array(4 + text.length);
    new DataView(sized.buffer).setUint32(0, text.length);
    sized.set(text, 4);
    const packed = await new Response(new Blob([sized]).stream().pipeThrough(new CompressionStream("deflate"))).bytes();
    const message = new Uint8Array(4 + packed.length);
    message.set(flags(PROVIDE | TEXT));
    message.set(packed, 4);
    this.#say(message);
  }

  async #received(packed: Uint8Array<ArrayBuffer>): Promise<void> {
    if (!this.#requested) return;
    this.#requested = false;
    const sized = await inflate(packed, 4 + CLIPBOARD_LIMIT).catch(() => null);
    const size = sized && sized.length >= 4 ? new DataView(sized.buffer).getUint32(0) : 0;
    if (size > CLIPBOARD_LIMIT) this.#listener.failed("too-long");
    else if (!sized || size === 0) this.#listener.failed("empty");
    else
      this.#listener.text(
        new TextDecoder()
          .decode(sized.subarray(4, 4 + size))
          .replace(/\0$/, "")
          .replaceAll("\r\n", "\n"),
      );
  }
}

/** A payload of flags, and of sizes where there are any. */
function flags(...words: number[]): Uint8Array<ArrayBuffer> {
  const payload = new Uint8Array(4 * words.length);
  const view = new DataView(payload.buffer);
  for (const [index, word] of words.entries()) view.setInt32(4 * index, word);
  return payload;
}

/** The first `most` bytes of what is packed: a few of them can stand for gigabytes. */
async function inflate(packed: Uint8Array<ArrayBuffer>, most: number): Promise<Uint8Array<ArrayBuffer>> {
  const reader = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  const whole = new Uint8Array(most);
  let length = 0;
  while (length < most) {
    const { done, value } = await reader.read();
    if (done) break;
    const part = value.subarray(0, most - length);
    whole.set(part, length);
    length += part.length;
  }
  reader.cancel().catch(() => undefined);
  return whole.subarray(0, length);
}
