import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { scratchDir, scratchStore } from "#server/store/scratch.ts";
import { personByEmail } from "./people.ts";
import { PASSWORD } from "./scratch.ts";

type Answer = { code: number | null; out: string; err: string };

/** Runs the command as npm does, with `input` piped in. */
function user(stateDir: string, args: string[], input = ""): Promise<Answer> {
  const env = { ...process.env, ORIEL_STATE_DIR: stateDir };
  const child = spawn(process.execPath, [fileURLToPath(new URL("./cli.ts", import.meta.url)), ...args], { env });
  const answer: Answer = { code: null, out: "", err: "" };
  child.stdout.on("data", (chunk) => (answer.out += chunk));
  child.stderr.on("data", (chunk) => (answer.err += chunk));
  child.stdin.end(input);
  return new Promise((resolve) => child.on("close", (code) => resolve({ ...answer, code })));
}

test("a person is added while the store is open elsewhere, with a password that is piped in", async () => {
  const store = await scratchStore();
  const answer = await user(store.stateDir, ["add", "ann@example.org", "--role", "admin"], `${PASSWORD}\n`);
  expect(answer).toEqual({ code: 0, out: "ann@example.org can sign in now, as admin.\n", err: "" });
  expect(await personByEmail(store, "ann@example.org")).toMatchObject({ role: "admin" });
});

test("what cannot be done ends with 1 and says why", async () => {
  const stateDir = await scratchDir();
  expect(await user(stateDir, ["add", "ann@example.org"], "short")).toEqual({
    code: 1,
    out: "",
    err: expect.stringMatching(/^password: /),
  });
  expect(await user(stateDir, ["remove", "ann@example.org"])).toMatchObject({
    code: 1,
    err: expect.stringContaining("Nobody has this email"),
  });
});

test("what is asked for wrongly ends with 2 and says what would be right", async () => {
  expect(await user("/nonexistent", ["fly"])).toMatchObject({ code: 2, out: "", err: expect.stringContaining("npm run user -- help") });
  expect(await user("not/absolute", ["list"])).toMatchObject({ code: 2, out: "", err: expect.stringContaining("absolute path") });
});

test("help needs no store", async () => {
  expect(await user("/nonexistent", ["help"])).toMatchObject({
    code: 0,
    err: "",
    out: expect.stringContaining("npm run user -- add EMAIL"),
  });
});
