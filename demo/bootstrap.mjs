// npm run demo: installs what the demo needs, builds the portal, then runs demo/main.ts. Plain JavaScript for Node 20 and later.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { ensureBuild, ensurePackages, node, root } from "../.ci/prepare.mjs";
import { createSteps } from "../.ci/steps.mjs";
import { demoNeeds, ensureSystem, systemName } from "../.ci/system.mjs";
import { portalPid, readState, signInBlock } from "./state.mjs";

const TOTAL = 7;
const startedAt = Date.now();

async function prepare() {
  const step = createSteps({ total: TOTAL, startedAt });
  await step(`Programs of ${systemName()}`, (say) => ensureSystem(demoNeeds, say));
  await step("Packages from npm", (say) => ensurePackages(say));
  await step("The portal's pages", (say) => ensureBuild(process.env.ORIEL_BASE_PATH ?? "", say));
}

/** Runs the demo itself in this process's place: its signals, its output, its end. */
async function runDemo(args) {
  const env = { ...process.env, ORIEL_DEMO_STEPS: `3/${TOTAL}/${startedAt}` };
  const child = spawn(node, ["demo/main.ts", ...args], { cwd: root, stdio: "inherit", env });
  for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"]) {
    // A terminal's Ctrl-C has reached it by itself.
    process.on(signal, () => (signal === "SIGINT" && process.stdin.isTTY ? undefined : child.kill(signal)));
  }
  const [code, signal] = await new Promise((resolve, reject) => child.once("error", reject).once("exit", (...end) => resolve(end)));
  process.exitCode = signal ? 1 : code;
}

const args = process.argv.slice(2);
const network = args.join(" ") === "--network";
const putsUp = args.length === 0 || network;
const running = putsUp && portalPid() !== null && readState();
try {
  if (running) {
    const isHere = network && !running.url.startsWith("https:");
    console.log(isHere ? "The demo runs already, for this machine alone: end it first." : "The demo runs already.");
    console.log(signInBlock(running, ["npm run demo -- --down ends it and removes the machines."]));
  } else {
    // Taking the demo down needs nothing but what putting it up has installed.
    if (putsUp || !existsSync(node)) await prepare();
    await runDemo(args);
  }
} catch (error) {
  console.error(`\nThe demo could not start. ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
