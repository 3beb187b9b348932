import { createHash } from "node:crypto";
import sharp, { type Sharp } from "sharp";
import type { ScreenImage } from "#server/hypervisors/screenshots.ts";

/** A small WebP picture; the etag names its source and its width. */
export type Thumbnail = { data: Uint8Array<ArrayBuffer>; etag: string };

/** A guest chooses its screen's size: more pixels than an 8K screen has are not decoded. */
const MAX_PIXELS = 7680 * 4320;
const MAX_KEPT = 500;
const kept = new Map<string, Thumbnail>();

// Screenshots of many machines must not take every core from the pages.
sharp.concurrency(1);

/** Shrinks a screen to at most `width` pixels; a screen that has not changed is not encoded again. */
export async function thumbnail(image: ScreenImage, width: number): Promise<Thumbnail> {
  const etag = `"${createHash("sha1").update(image.data).digest("base64url")}-${width}"`;
  const known = kept.get(etag);
  if (known) return keep(known);
  const encoded = await decode(image).resize({ width, withoutEnlargement: true }).webp({ quality: 75, effort: 2 }).toBuffer();
  return keep({ data: new Uint8Array(encoded), etag });
}

function decode(image: ScreenImage): Sharp {
  const raw = image.mime === "raw" ? { raw: { width: image.width, height: image.height, channels: 3 as const } } : {};
  return sharp(image.data, { ...raw, limitInputPixels: MAX_PIXELS });
}

/** Keeps the pictures that were used last. */
function keep(picture: Thumbnail): Thumbnail {
  kept.delete(picture.etag);
  kept.set(picture.etag, picture);
  const oldest = kept.keys().next().value;
  if (kept.size > MAX_KEPT && oldest !== undefined) kept.delete(oldest);
  return picture;
}
