import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { tailOf } from "./serial-log.ts";

const folder = mkdtempSync(join(tmpdir(), "oriel-log-"));
afterAll(() => rmSync(folder, { recursive: true }));

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

test("a short log is read whole, as text that does nothing", async () => {
  const said = "\x1b[2J\x1b[31mGrüße\x1b[0m\r\n10%\r\r50%\r100%\r\n\x1b]0;title\x07a\tb\u202e\x00c\r\n";
  expect(await tailOf(written("a.log", said), 1000)).toEqual({ text: "Grüße\n100%\na\tbc\n", cut: false });
});

test("of a long one the last whole lines, though a letter is cut in two", async () => {
  expect(await tailOf(written("b.log", `${"ä".repeat(40)}\nlast line\n`), 13)).toEqual({ text: "last line\n", cut: true });
});

test("only a plain file that is called a log is read, and nothing waits", async () => {
  const secret = written("secret.txt", "secret");
  symlinkSync(secret, join(folder, "link.log"));
  mkdirSync(join(folder, "folder.log"));
  execFileSync("/bin/sh", ["-c", `mkfifo ${join(folder, "pipe.log")}`]);
  for (const name of ["secret.txt", "link.log", "folder.log", "pipe.log"])
    expect(await tailOf(join(folder, name), 100), name).toEqual({ why: "unreadable" });
  expect(await tailOf("b.log", 100)).toEqual({ why: "unreadable" });
  expect(await tailOf(join(folder, "none.log"), 100)).toEqual({ why: "missing" });
});
