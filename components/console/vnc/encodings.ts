import type { Quality } from "../session.ts";
import { EXTENDED_CLIPBOARD } from "./extended-clipboard.ts";

const COPY_RECT = 1;
/** Encodings of pixels, best first (RFB registry, RFC 6143 section 7.7; Tight: rfbproto). */
const TIGHT = [7, -260] as const;
/** ZRLE, hextile, RRE, zlib, raw. */
const EXACT = [16, 5, 2, 6, 0] as const;

const JPEG = 21;

const PSEUDO = {
  desktopSize: -223,
  lastRect: -224,
  qemuExtendedKey: -258,
  qemuLeds: -261,
  extendedDesktopSize: -308,
  fence: -312,
  continuousUpdates: -313,
  desktopName: -307,
  extendedMouseButtons: -316,
  vmwareCursor: 0x574d5664,
  cursor: -239,
} as const;

/** Tight's JPEG quality: -32 is 0, -23 is 9. Asking for any allows JPEG. */
const QUALITY_0 = -32;
/** zlib's level: -256 is 0, -247 is 9. */
const COMPRESSION_0 = -256;

/**
 * What the browser asks of a VNC display, best first. Missing on purpose: xvp, since power goes through libvirt.
 * The extended clipboard is asked for where there is a use of it: the display then tells when something is copied in
 * the guest, and nothing of what (extended-clipboard.ts).
 *
 * QEMU uses JPEG only where it was started with `lossy=on` and the client names a quality (ui/vnc.c,
 * set_encodings), so `balanced` is as good as exact on an ordinary machine. Not quite: in Tight, QEMU paints the last
 * colour of a palette of 256 as the first (ui/vnc-enc-tight.c takes index 255 for "not found"; seen with 7.2), a
 * pixel here and there. `exact` names neither a quality nor Tight and is exact on every machine.
 */
export function encodingsFor(quality: Quality, { clipboard }: { clipboard: boolean }): number[] {
  const pseudo: number[] = [...Object.values(PSEUDO), ...(clipboard ? [EXTENDED_CLIPBOARD] : [])];
  switch (quality) {
    case "exact":
      return [COPY_RECT, ...EXACT, COMPRESSION_0 + 2, ...pseudo];
    case "balanced":
      return [COPY_RECT, ...TIGHT, ...EXACT, JPEG, QUALITY_0 + 6, COMPRESSION_0 + 2, ...pseudo];
    case "saver":
      return [COPY_RECT, ...TIGHT, ...EXACT, JPEG, QUALITY_0 + 2, COMPRESSION_0 + 7, ...pseudo];
  }
}
