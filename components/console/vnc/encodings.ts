import type { Quality } from "../session.ts";

/** Encodings of pixels that lose nothing, best first (RFB registry, RFC 6143 section 7.7; Tight: rfbproto). */
const LOSSLESS = {
  copyRect: 1,
  tight: 7,
  tightPng: -260,
  zrle: 16,
  hextile: 5,
  rre: 2,
  zlib: 6,
  raw: 0,
} as const;

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
 * What the browser asks of a VNC display, best first. Missing on purpose: the extended clipboard, with which noVNC
 * would fetch the guest's clipboard unasked, and xvp, since power goes through libvirt.
 *
 * QEMU uses JPEG only where it was started with `lossy=on` and the client names a quality (ui/vnc.c,
 * set_encodings), so `balanced` is exact on an ordinary machine; `exact` names none and is exact on every one.
 */
export function encodingsFor(quality: Quality): number[] {
  const pixels: number[] = Object.values(LOSSLESS);
  const pseudo: number[] = Object.values(PSEUDO);
  switch (quality) {
    case "exact":
      return [...pixels, COMPRESSION_0 + 2, ...pseudo];
    case "balanced":
      return [...pixels, JPEG, QUALITY_0 + 6, COMPRESSION_0 + 2, ...pseudo];
    case "saver":
      return [...pixels, JPEG, QUALITY_0 + 2, COMPRESSION_0 + 7, ...pseudo];
  }
}
