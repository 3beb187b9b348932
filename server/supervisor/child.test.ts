import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pino } from "pino";
import { afterEach, beforeEach, expect, onTestFinished, test } from "vitest";
import { Child } from "./child.ts";

let directory: string;
let child: Child | undefined;
/** What was logged. */
let log: string;

beforeEach(() => {
  log = "";
  directory = mkdtempSync(join(tmpdir(), "oriel-child-"));
});
afterEach(async () => {
  await child?.stop(5_000);
  rmSync(directory, { recursive: true });
});

/** A child whose program is a line of JavaScript. */
function childThat(line: string): Child {
  const path = join(directory, "program.mjs");
  writeFileSync(path, `import { appendFileSync } from "node:fs";\nconst say = (message) => process.send(message);\n${line}\n`);
  child = new Child("test", { path, nodeOptions: [] }, pino({}, { write: (line: string) => (log += line) }));
  return child;
}

const diary = () => join(directory, "diary");
const read = () => readFileSync(diary(), "utf8");
const stay = "setInterval(() => {}, 1000); process.on('disconnect', () => process.exit());";

test("is ready when it says so, and is told its settings", async () => {
  const started = childThat(`${stay} say({ type: "ready", address: { host: process.env.TEST_HOST, port: 1 } });`);
  expect(await started.start({ TEST_HOST: "here" })).toEqual({ type: "ready", address: { host: "here", port: 1 } });
});

test("a start that fails is told with its code, and is not tried again", async () => {
  const failing = childThat('say({ type: "failed", code: "EADDRINUSE", message: "taken" }); setTimeout(() => process.exit(1), 20);');
  await expect(failing.start({})).rejects.toMatchObject({ name: "ChildFailed", code: "EADDRINUSE", message: "taken" });
  await expect(childThat("process.exit(3)").start({})).rejects.toMatchObject({ message: expect.stringContaining("3") });
});

test("comes back when it crashes, with what the first start settled", async () => {
  const crashing = childThat(`${stay}
    appendFileSync(process.env.TEST_DIARY, \`\${process.env.TEST_PORT} \`);
    say({ type: "ready", address: { host: "", port: 7 } });
    setTimeout(() => process.kill(process.pid, "SIGKILL"), 30);`);
  await crashing.start({ TEST_DIARY: diary(), TEST_PORT: "0" }, ({ address }) => ({ TEST_PORT: `${address?.port}` }));
  await expect.poll(read, { timeout: 20_000 }).toMatch(/^0 7 7 /);
});

test("says in the log why it could not come back", async () => {
  const unlucky = childThat(`${stay}
    if (process.env.TEST_PORT) say({ type: "failed", code: "EACCES", message: "no such right" });
    else { say({ type: "ready" }); setTimeout(() => process.exit(1), 30); }`);
  await unlucky.start({}, () => ({ TEST_PORT: "7" }));
  await expect.poll(() => log, { timeout: 20_000 }).toContain("no such right");
});

test("is tried again where the system could not start it", async () => {
  const { execPath } = process;
  onTestFinished(() => {
    process.execPath = execPath;
  });
  const crashing = childThat(`${stay}
    appendFileSync(process.env.TEST_DIARY, "here ");
    say({ type: "ready" });
    setTimeout(() => process.kill(process.pid, "SIGKILL"), 30);`);
  await crashing.start({ TEST_DIARY: diary() });
  process.execPath = join(directory, "missing");
  await expect.poll(() => log, { timeout: 20_000 }).toContain("ENOENT");
  process.execPath = execPath;
  await expect.poll(read, { timeout: 20_000 }).toMatch(/^here here /);
});

test("is ended in order, or by force where it does not obey", async () => {
  const orderly = childThat(`${stay}
    process.on("SIGTERM", () => { appendFileSync(process.env.TEST_DIARY, "bye"); process.exit(0); });
    say({ type: "ready" });`);
  await orderly.start({ TEST_DIARY: diary() });
  await orderly.stop(20_000);
  expect(read()).toBe("bye");
  const stubborn = childThat(`${stay} process.on("SIGTERM", () => {}); say({ type: "ready" });`);
  await stubborn.start({});
  await stubborn.stop(100);
});
