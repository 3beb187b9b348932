// npm test: installs what is missing, then runs every check and every test, each in its turn and none left out because another failed.
// Plain JavaScript for Node 20 and later.
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { ensureBuild, ensurePackages, node, root, run } from "./prepare.mjs";
import { bold, seconds } from "./steps.mjs";
import { ensureSystem, Missing, systemName, testNeeds } from "./system.mjs";

const results = mkdtempSync(join(tmpdir(), "oriel-test-"));
const bin = join(root, "node_modules/.bin");
const counts = { passed: 0, failed: 0 };
/** The browser tests that passed at the second try only. */
const shaky = [];
const failedStages = [];
const startedAt = Date.now();

/** Runs one stage under a heading; what it throws makes the run fail, and the next stage runs all the same. */
async function stage(title, work) {
  const began = Date.now();
  console.log(`\n${bold(`== ${title}`)}`);
  try {
    await work();
    console.log(`== ${title}: passed in ${seconds(Date.now() - began)}`);
    return true;
  } catch (error) {
    failedStages.push(title);
    console.log(`== ${title}: FAILED in ${seconds(Date.now() - began)} (${error.message})`);
    return false;
  }
}

/** Runs a tool of node_modules on Node 24, whichever Node started this. */
function tool(name, ...args) {
  return run(join(bin, name), args, { env: { PATH: `${bin}${delimiter}${process.env.PATH}`, NEXT_TELEMETRY_DISABLED: "1" } });
}

/** A stage that counts. Tests that fail are counted each; a stage that fails otherwise is one failure. */
async function countedStage(title, work, read) {
  const passed = await stage(title, work);
  const { passed: good, failed: bad } = read();
  counts.passed += good;
  counts.failed += bad || (passed ? 0 : 1);
}

async function plainStage(title, work) {
  await countedStage(title, work, () => ({ passed: 0, failed: 0 }));
}

function vitest(project) {
  const file = join(results, `${project}.json`);
  return [
    () => tool("vitest", "run", "--project", project, "--reporter=default", "--reporter=json", `--outputFile=${file}`),
    () => readVitest(file),
  ];
}

function readVitest(file) {
  const report = readJson(file);
  return { passed: report?.numPassedTests ?? 0, failed: report?.numFailedTests ?? 0 };
}

function readPlaywright(file) {
  const report = readJson(file);
  for (const suite of report?.suites ?? []) shaky.push(...shakyOf(suite));
  const { expected = 0, flaky = 0, unexpected = 0 } = report?.stats ?? {};
  return { passed: expected + flaky, failed: unexpected };
}

function shakyOf({ specs, suites = [] }) {
  const own = specs.filter(({ tests }) => tests.some(({ status }) => status === "flaky")).map(({ file, title }) => `${file}: ${title}`);
  return [...own, ...suites.flatMap(shakyOf)];
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

async function endToEnd() {
  const file = join(results, "e2e.json");
  await countedStage(
    "end to end",
    () =>
      run(join(bin, "playwright"), ["test", "--config", "e2e/playwright.config.ts", "--retries=1", "--reporter=list,json"], {
        env: { PATH: `${bin}${delimiter}${process.env.PATH}`, PLAYWRIGHT_JSON_OUTPUT_NAME: file },
      }),
    () => readPlaywright(file),
  );
}

async function prepare() {
  const say = (text) => console.log(text);
  console.log(`On ${systemName()}, Node ${process.versions.node}`);
  await ensureSystem(testNeeds, say);
  await ensurePackages(say);
}

try {
  await prepare();
} catch (error) {
  console.error(error instanceof Missing ? `\n${error.message}` : error);
  process.exit(1);
}
await plainStage("format and lint", () => tool("biome", "check", "--error-on-warnings", "."));
await plainStage("types", () => tool("tsc", "--noEmit"));
await plainStage("layers", () => tool("depcruise", "server", "app", "components", "--config", ".dependency-cruiser.cjs"));
await plainStage("dead code", () => tool("knip"));
await countedStage("unit tests", ...vitest("unit"));
await countedStage("integration tests", ...vitest("integration"));
const built = await stage("build", () => ensureBuild("", (text) => console.log(text)));
if (built) await endToEnd();
else counts.failed += 1;
rmSync(results, { recursive: true, force: true });

console.log(
  `\n${failedStages.length > 0 ? `Failed: ${failedStages.join(", ")}. ` : ""}${seconds(Date.now() - startedAt)} in all on Node ${nodeVersion()}.`,
);
// A machine that is busy for a moment is no fault of the project, but what passes at the second try only is to be known.
for (const name of shaky) console.log(`Passed at the second try only: ${name}`);
console.log(`${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = counts.failed > 0 ? 1 : 0;

function nodeVersion() {
  return readJson(join(root, "node_modules/node/package.json"))?.version ?? node;
}
