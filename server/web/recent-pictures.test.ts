import { expect, test } from "vitest";
import { RecentPictures } from "./recent-pictures.ts";

const picture = (etag: string, bytes: number) => ({ etag, data: new Uint8Array(bytes) });

test("what is kept is bounded by its bytes; what was used last stays", () => {
  const pictures = new RecentPictures(100);
  pictures.keep(picture("one", 40));
  pictures.keep(picture("two", 40));
  expect(pictures.find("one")?.etag).toBe("one");
  pictures.keep(picture("three", 40));
  expect(["one", "two", "three"].map((etag) => pictures.find(etag) !== undefined)).toEqual([true, false, true]);
});

test("one that is kept again counts once, and one beyond the bound is not kept", () => {
  const pictures = new RecentPictures(100);
  for (let again = 0; again < 5; again++) pictures.keep(picture("same", 50));
  pictures.keep(picture("other", 50));
  expect(pictures.find("same")).toBeDefined();
  pictures.keep(picture("huge", 101));
  expect(pictures.find("huge")).toBeUndefined();
});
