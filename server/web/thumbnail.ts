import { createHash } from "node:crypto";
import sharp, { type Sharp } from "sharp";
import type { ScreenImage } from "#server/hypervisors/screenshots.ts";
import { type Picture, RecentPictures } from "./recent-pictures.ts";

/** A guest chooses its screen's size: more pixels than an 8K screen has are not decoded. */
const MAX_PIXELS = 7680 * 4320;
const KEPT_BYTES = 32 * 1024 * 1024;
const kept = new RecentPictures(KEPT_BYTES);

// Screenshots of many machines must not take every core from the pages.
sharp.concurrency(1);

/**
 * Shrinks a screen to at most `width` pixels; a screen that has not changed is not encoded again.
 * @returns WebP; the etag names its source and its width
 */
export async function thumbnail(image: ScreenImage, width: number): Promise<Picture> {
  const etag = `"${createHash("sha1").update(image.data).digest("base64url")}-${width}"`;
  const known = kept.find(etag);
  if (known) return known;
  const encoded = await decode(image).resize({ width, withoutEnlargement: true }).webp({ quality: 75, effort: 2 }).toBuffer();
  const picture = { data: new Uint8Array(encoded), etag };
  kept.keep(picture);
  return picture;
}

function decode(image: ScreenImage): Sharp {
  const raw = image.mime === "raw" ? { raw: { width: image.width, height: image.height, channels: 3 as const } } : {};
  return sharp(image.data, { ...raw, limitInputPixels: MAX_PIXELS });
}
