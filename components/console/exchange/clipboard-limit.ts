/**
 * The longest text that passes between the clipboards, in bytes of UTF-8. QEMU takes no message of more than 1 MiB from a VNC client,
 * nor from a guest's agent (ui/vnc.c, protocol_client_msg; ui/vdagent.c, VDAGENT_BUFFER_LIMIT), and says nothing of what it drops.
 */
export const CLIPBOARD_LIMIT = 1_000_000;

/** Whether a text may pass. */
export function fitsClipboard(text: string): boolean {
  // A UTF-16 unit is at least one byte of UTF-8.
  return text.length <= CLIPBOARD_LIMIT && new TextEncoder().encode(text).length <= CLIPBOARD_LIMIT;
}
