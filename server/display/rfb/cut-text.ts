import type { ExchangeRules } from "#server/contract/settings.ts";

/** Which way text may be copied. */
export type ClipboardRules = Pick<ExchangeRules, "clipboardToMachine" | "clipboardFromMachine">;

/** Type, padding and length, and an extended message's flags: as much of a ClientCutText as says what it is for. */
export const CUT_TEXT_HEAD = 12;

/** Actions of the extended clipboard (rfbproto, "Extended Clipboard Pseudo-Encoding"), in the flags of its messages. */
const REQUEST = 1 << 25;
const PEEK = 1 << 26;
const NOTIFY = 1 << 27;
const PROVIDE = 1 << 28;

/**
 * Whether a ClientCutText may go to the display. What comes back is decided here too: QEMU sends text only where it is requested
 * (ui/vnc-clipboard.c, vnc_clipboard_provide), without the extension none at all, and of what is copied in the guest it tells the
 * others no more than that there is text.
 * @param head the message's first {@link CUT_TEXT_HEAD} bytes, or all of it where it is shorter
 */
export function cutTextPasses(head: Buffer, { clipboardToMachine, clipboardFromMachine }: ClipboardRules): boolean {
  const isPlain = head.readInt32BE(4) >= 0;
  if (isPlain) return clipboardToMachine;
  if (head.length < CUT_TEXT_HEAD) return false;
  // QEMU acts on each action that a message names, so one that may not be is enough.
  const actions = head.readInt32BE(8);
  const forbidden = (clipboardToMachine ? 0 : NOTIFY | PROVIDE) | (clipboardFromMachine ? 0 : REQUEST | PEEK);
  return (actions & forbidden) === 0;
}
