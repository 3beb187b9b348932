/** Pixels as they are: red, green and blue, one byte each, row by row from the top left. */
export type RawImage = { width: number; height: number; data: Buffer };

/** More than any screen has; a header that says more is not believed. */
const MAX_SIDE = 32_768;
/** The header's four fields and its white space fit in here, unless comments fill it. */
const MAX_HEADER = 1024;

/**
 * Reads a binary portable pixmap (https://netpbm.sourceforge.net/doc/ppm.html), the form in which QEMU writes a screen where it has no
 * PNG. Only one byte for a colour (maximum 255) is read: QEMU writes nothing else. The pixels stay where they are in `file`.
 * @throws {Error} where it is no such file, or is cut off
 */
export function readPpm(file: Buffer): RawImage {
  const header = /^P6(?:\s|#[^\n]*\n)+(\d{1,5})(?:\s|#[^\n]*\n)+(\d{1,5})(?:\s|#[^\n]*\n)+255\s/.exec(
    file.toString("latin1", 0, MAX_HEADER),
  );
  const width = Number(header?.[1]);
  const height = Number(header?.[2]);
  if (!header || width < 1 || height < 1 || width > MAX_SIDE || height > MAX_SIDE)
    throw new Error("not a portable pixmap of 8 bits a colour");
  const start = header[0].length;
  const data = file.subarray(start, start + width * height * 3);
  if (data.length < width * height * 3) throw new Error(`a pixmap of ${width}x${height} that is cut off`);
  return { width, height, data };
}
