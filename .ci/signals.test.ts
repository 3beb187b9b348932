import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";

const { scripts } = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8"));

// npm runs a script in a shell and passes signals to that alone: without `exec` the shell dies of one and leaves its program behind.
test.each([
  ["start", ".ci/start.mjs"],
  ["demo", "demo/bootstrap.mjs"],
  ["dev", "server/main.ts"],
])("a signal to npm run %s reaches the program, and npm waits for its end", async (name, program) => {
  const directory = mkdtempSync(join(tmpdir(), "oriel-signals-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const file = (path: string) => join(directory, path);
  writeFileSync(file("package.json"), JSON.stringify({ type: "module", scripts: { [name]: scripts[name] } }));
  mkdirSync(dirname(file(program)));
  writeFileSync(
    file(program),
    `import { writeFileSync } from "node:fs";
     const forever = setInterval(() => {}, 1000);
     process.on("SIGTERM", () => setTimeout(() => { writeFileSync("ended", ""); clearInterval(forever); }, 100));
     writeFileSync("ready", "");`,
  );
  const npm = spawn("npm", ["run", "--silent", name], { cwd: directory, stdio: "ignore" });
  const ended = new Promise((resolve) => npm.once("exit", resolve));
  await expect.poll(() => existsSync(file("ready")), { timeout: 20_000 }).toBe(true);
  npm.kill("SIGTERM");
  await ended;
  expect(existsSync(file("ended"))).toBe(true);
});
