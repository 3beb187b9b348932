import { OrielError } from "#server/errors.ts";

/** In pixels. */
export type Size = { width: number; height: number };

/** The most pixels a canvas holds in the browsers that hold least of the common ones: 16384 x 16384. */
const PIXEL_LIMIT = 2 ** 28;

/** @throws {OrielError} display-protocol where no screen is so large */
export function checkScreenSize({ width, height }: Size): Size {
  if (width * height > PIXEL_LIMIT) throw new OrielError("display-protocol", `its screen claims to be ${width} x ${height}`);
  return { width, height };
}
