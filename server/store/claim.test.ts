import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { claimState } from "./claim.ts";
import { scratchDir } from "./scratch.ts";

const run = promisify(execFile);

/** Claims a directory in a process of its own, which then ends without a word. */
function claimElsewhere(stateDir: string) {
  const script = `import { claimState } from ${JSON.stringify(new URL("./claim.ts", import.meta.url).href)};
    claimState(process.argv[1]); process.kill(process.pid, "SIGKILL");`;
  return run(process.execPath, ["--input-type=module", "-e", script, stateDir]);
}

test("one portal at a time has a state directory", async () => {
  const stateDir = await scratchDir();
  const release = claimState(stateDir);
  await expect(claimElsewhere(stateDir)).rejects.toMatchObject({ stderr: expect.stringContaining("Another portal runs on") });
  release();
  claimState(stateDir)();
});

test("the claim of a process that was killed has ended with it", async () => {
  const stateDir = await scratchDir();
  await expect(claimElsewhere(stateDir)).rejects.toMatchObject({ signal: "SIGKILL" });
  claimState(stateDir)();
});
