import fc from "fast-check";
import sharp from "sharp";
import { expect, it } from "vitest";
import { readPpm } from "./ppm.ts";

const pixels = Buffer.from([255, 0, 0, 0, 255, 0, 0, 0, 255, 10, 32, 13]);

function ppm(header: string, data = pixels): Buffer {
  return Buffer.concat([Buffer.from(header, "latin1"), data]);
}

it.each(["P6\n2 2\n255\n", "P6 2 2 255 ", "P6\n# made by\n# somebody\n2\n2 # wide\n255\n"])("reads %j", (header) => {
  expect(readPpm(ppm(header))).toEqual({ width: 2, height: 2, data: pixels });
});

it("takes pixels that look like white space for pixels", () => {
  const white = Buffer.from([10, 32, 9]);
  expect(readPpm(ppm("P6\n1 1\n255\n", white)).data).toEqual(white);
});

it.each([
  ["another form", "P3\n2 2\n255\n"],
  ["16 bits a colour", "P6\n2 2\n65535\n"],
  ["no pixels", "P6\n0 2\n255\n"],
  ["more than any screen has", "P6\n99999 99999\n255\n"],
  ["a missing field", "P6\n2\n255\n"],
  ["nothing but white space", `P6${" ".repeat(2000)}`],
])("refuses %s", (_, header) => {
  expect(() => readPpm(ppm(header))).toThrow("pixmap");
});

it("refuses one that is cut off", () => {
  expect(() => readPpm(ppm("P6\n2 2\n255\n", pixels.subarray(1)))).toThrow("cut off");
});

it("never does anything but read or throw, and quickly", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("P6", " ", "\n", "#", "1", "255", "x"), { maxLength: 600 }), (pieces) => {
      try {
        readPpm(Buffer.from(pieces.join("")));
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
    }),
  );
});

it("gives pixels that sharp takes", async () => {
  const { data, width, height } = readPpm(ppm("P6\n2 2\n255\n"));
  const png = await sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
  expect(await sharp(png).raw().toBuffer()).toEqual(pixels);
});
