import { PassThrough } from "node:stream";
import { expect, test } from "vitest";
import { askPassword } from "./ask-password.ts";

/** A terminal (or a pipe) on which `typed` is typed, and what it shows. */
function terminal(typed: string, isTTY = true) {
  const input = Object.assign(new PassThrough(), { isTTY, setRawMode: () => undefined });
  const shown: string[] = [];
  const output = new PassThrough();
  output.on("data", (chunk) => shown.push(String(chunk)));
  input.end(typed);
  return { input, output, shown: () => shown.join("") };
}

test("on a terminal it is asked for twice and not shown", async () => {
  const { input, output, shown } = terminal("my secret\rmy secret\r");
  expect(await askPassword(input, output)).toBe("my secret");
  expect(shown()).toBe("Password: \nOnce more: \n");
});

test("what is typed wrong can be taken back", async () => {
  const { input, output } = terminal("my sekk\x7f\x7fcret\rmy secret\r");
  expect(await askPassword(input, output)).toBe("my secret");
});

test("two that differ are refused", async () => {
  const { input, output } = terminal("my secret\rmy sekret\r");
  await expect(askPassword(input, output)).rejects.toThrow("differ");
});

test("from a pipe the first line is taken, and nothing is asked", async () => {
  const { input, output, shown } = terminal("my secret\nmore\n", false);
  expect(await askPassword(input, output)).toBe("my secret");
  expect(shown()).toBe("");
});

test.each([true, false])("nothing is no password (terminal: %s)", async (isTTY) => {
  const { input, output } = terminal("", isTTY);
  await expect(askPassword(input, output)).rejects.toThrow("No password");
});
