import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const BIN = join(ROOT, "node_modules/.bin");
const CONFIGURATION = ["biome.json", "tsconfig.json", ".dependency-cruiser.cjs", "vitest.config.ts", ".gitignore"];

/** A small house with nothing wrong in it: the smallest that satisfies every checker. */
const SOUND: Record<string, string> = {
  "package.json": JSON.stringify({
    name: "sound",
    type: "module",
    imports: { "#server/*": "./server/*", "#components/*": "./components/*" },
    dependencies: { zod: "4", ws: "8" },
    devDependencies: { vitest: "5" },
  }),
  "knip.json": JSON.stringify({
    entry: ["server/main.ts", "server/relay/relay.ts", "server/*.test.ts"],
    project: ["server/**/*.ts"],
    ignoreDependencies: ["zod", "ws"],
  }),
  "server/main.ts": 'import { double } from "./libvirt/double.ts";\n\nconsole.log(double(1));\n',
  "server/libvirt/double.ts": "/** Twice as much. */\nexport function double(value: number): number {\n  return value * 2;\n}\n",
  "server/relay/relay.ts": 'import { errorRow } from "#server/errors.ts";\n\nconsole.log(errorRow);\n',
  "server/errors.ts": "export const errorRow = 1;\n",
  "server/double.test.ts":
    'import { expect, test } from "vitest";\nimport { double } from "./libvirt/double.ts";\n\ntest("doubles", () => expect(double(2)).toBe(4));\n',
  "app/page.tsx": "export default function Page() {\n  return null;\n}\n",
  "components/frame.ts": "export const frame = 1;\n",
};

const checkers = {
  format: ["biome", "format", "."],
  lint: ["biome", "lint", "--error-on-warnings", "."],
  types: ["tsc", "--noEmit", "--incremental", "false"],
  layers: ["depcruise", "server", "app", "components", "--config", ".dependency-cruiser.cjs"],
  "dead code": ["knip", "--no-config-hints"],
  tests: ["vitest", "run", "--project", "unit"],
} as const;
type Checker = keyof typeof checkers;

let house: string;
beforeAll(async () => {
  house = await mkdtemp(join(tmpdir(), "oriel-checkers-"));
  await Promise.all(CONFIGURATION.map((file) => cp(join(ROOT, file), join(house, file))));
  await symlink(join(ROOT, "node_modules"), join(house, "node_modules"));
  for (const [path, text] of Object.entries(SOUND)) await write(path, text);
  await run("biome", "format", "--write", ".");
});
afterAll(() => rm(house, { recursive: true, force: true }));

test.each(Object.keys(checkers) as Checker[])(
  "%s finds nothing where nothing is wrong",
  async (checker) => {
    const { status, output } = await check(checker);
    expect(output).toBe(status === 0 ? output : "");
  },
  60_000,
);

/** Plants a file and expects the checker to name what is wrong with it. */
async function finds(checker: Checker, path: string, text: string, complaint: RegExp): Promise<void> {
  await write(path, text);
  try {
    const { status, output } = await check(checker);
    expect(output).toMatch(complaint);
    expect(status).not.toBe(0);
  } finally {
    await (SOUND[path] ? write(path, SOUND[path]) : rm(join(house, path)));
  }
}

describe("each fault is found", () => {
  const long = `export function long() {\n${"  console.log(1);\n".repeat(80)}}\n`;
  const faults: [what: string, checker: Checker, path: string, text: string, complaint: RegExp][] = [
    ["wrong format", "format", "server/planted.ts", "export const  planted = 'x'\n", /planted\.ts/],
    ["the environment read outside of config.ts", "lint", "server/planted.ts", "console.log(process.env.HOME);\n", /noProcessEnv/],
    ["an unused import", "lint", "server/planted.ts", 'import { join } from "node:path";\n', /noUnusedImports/],
    ["a function without end", "lint", "server/planted.ts", long, /noExcessiveLinesPerFunction/],
    ["a value that may be undefined", "types", "server/planted.ts", "export const planted: string = [''][1];\n", /planted\.ts.*TS2322/s],
    ["an enum, which Node cannot run", "types", "server/planted.ts", "export enum Planted { A }\n", /TS1294/],
    [
      "web that imports the relay",
      "layers",
      "server/web/planted.ts",
      'import "#server/relay/relay.ts";\n',
      /layers: server\/web.*server\/relay\/relay\.ts/,
    ],
    ["libvirt that knows Oriel", "layers", "server/libvirt/planted.ts", 'import "#server/errors.ts";\n', /layers: server\/libvirt/],
    ["libvirt with a package", "layers", "server/libvirt/planted.ts", 'import "ws";\n', /libvirt knows no npm package/],
    ["a page that reaches past web", "layers", "app/planted.ts", 'import "#server/relay/relay.ts";\n', /layers: app/],
    ["a component that imports the server", "layers", "components/planted.ts", 'import "#server/relay/relay.ts";\n', /layers: components/],
    ["a circle", "layers", "server/libvirt/double.ts", 'import "../main.ts";\nexport const double = Number;\n', /no cycles/],
    ["an import that is not there", "layers", "server/planted.ts", 'import "./nowhere.ts";\n', /nothing unresolvable/],
    ["a file that nothing uses", "dead code", "server/planted.ts", "console.log(1);\n", /Unused files[\s\S]*server\/planted\.ts/],
    [
      "an export that nothing uses",
      "dead code",
      "server/libvirt/double.ts",
      `${SOUND["server/libvirt/double.ts"]}export const planted = 1;\n`,
      /Unused exports[\s\S]*planted/,
    ],
    [
      "a test that fails",
      "tests",
      "server/planted.test.ts",
      'import { expect, test } from "vitest";\ntest("planted", () => expect(1).toBe(2));\n',
      /1 failed/,
    ],
  ];
  test.each(faults)("%s", (_, checker, path, text, complaint) => finds(checker, path, text, complaint), 60_000);
});

async function write(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(house, path)), { recursive: true });
  await writeFile(join(house, path), text);
}

function check(checker: Checker): Promise<Result> {
  const [tool, ...args] = checkers[checker];
  return run(tool, ...args);
}

type Result = { status: number; output: string };

function run(tool: string, ...args: string[]): Promise<Result> {
  const env = { ...process.env, PATH: `${BIN}:${process.env.PATH}`, NO_COLOR: "1", VITEST: "", VITEST_POOL_ID: "", VITEST_WORKER_ID: "" };
  return new Promise((resolve) => {
    execFile(join(BIN, tool), args, { cwd: house, env, maxBuffer: 16 << 20 }, (error, stdout, stderr) => {
      resolve({ status: error ? Number(error.code ?? 1) : 0, output: stdout + stderr });
    });
  });
}
