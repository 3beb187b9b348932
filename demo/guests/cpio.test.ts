import { expect, test } from "vitest";
import { cpio } from "./cpio.ts";

/** Reads an archive back, by the header's fields as the kernel's documentation numbers them. */
function read(archive: Buffer): { name: string; mode: string; data: string }[] {
  const members = [];
  for (let at = 0; at < archive.length; ) {
    const field = (index: number) => Number.parseInt(archive.toString("latin1", at + 6 + 8 * index, at + 14 + 8 * index), 16);
    expect(archive.toString("latin1", at, at + 6)).toBe("070701");
    const nameEnd = at + 110 + field(11);
    const dataStart = (nameEnd + 3) & ~3;
    const name = archive.toString("utf8", at + 110, nameEnd - 1);
    members.push({ name, mode: field(1).toString(8), data: archive.toString("utf8", dataStart, dataStart + field(6)) });
    at = (dataStart + field(6) + 3) & ~3;
  }
  return members;
}

test("an archive holds what was put in, in order, whatever its length", () => {
  const archive = cpio([
    { path: "bin", type: "directory" },
    { path: "bin/a", type: "file", data: "12345", executable: true },
    { path: "bin/sh", type: "link", to: "busybox" },
    { path: "empty", type: "file", data: "" },
  ]);
  expect(read(archive)).toEqual([
    { name: "bin", mode: "40755", data: "" },
    { name: "bin/a", mode: "100755", data: "12345" },
    { name: "bin/sh", mode: "120777", data: "busybox" },
    { name: "empty", mode: "100644", data: "" },
    { name: "TRAILER!!!", mode: "0", data: "" },
  ]);
});
