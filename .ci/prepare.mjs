// What has to be there before the portal can run: packages and a build. Plain JavaScript for the Node that the machine has.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installFiles } from "./install-files.mjs";
import { spiceFiles } from "./spice-files.mjs";

export const root = fileURLToPath(new URL("..", import.meta.url));

/** Node 24 as the packages bring it; Oriel's TypeScript runs on it as it is. */
export const node = join(root, "node_modules/.bin/node");

/**
 * Runs a program in the project's folder and waits for its end.
 * @throws {Error} where it fails
 */
export async function run(command, args, { env = {}, ...options } = {}) {
  const child = spawn(command, args, { cwd: root, stdio: "inherit", ...options, env: { ...process.env, ...env } });
  const code = await new Promise((resolve, reject) =>
    child.once("error", reject).once("exit", (status, signal) => resolve(signal ?? status)),
  );
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}`);
}

/** Installs the packages where they are missing, or older than package-lock.json. */
export async function ensurePackages(say) {
  if (changedAt(join(root, "node_modules/.package-lock.json")) >= changedAt(join(root, "package-lock.json"))) return;
  say("Installing the packages that package-lock.json names (npm ci) ...");
  await run("npm", ["ci", "--include=dev", "--no-audit", "--no-fund"]);
}

/**
 * Builds the pages where the build is missing, was made for another base path, or is older than what it is made of.
 * @param basePath "" or "/vm"
 */
export async function ensureBuild(basePath, say) {
  const reason = whyBuild(basePath);
  if (!reason) return;
  say(`Building the pages: ${reason} ...`);
  await run(node, ["node_modules/next/dist/bin/next", "build"], {
    env: { ORIEL_BASE_PATH: basePath, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
}

function whyBuild(basePath) {
  const made = changedAt(join(root, ".next/BUILD_ID"));
  const manifest = join(root, ".next/required-server-files.json");
  if (made === 0 || !existsSync(manifest) || ![...spiceFiles, ...installFiles].every((path) => existsSync(path)))
    return "there is no build yet";
  const madeFor = JSON.parse(readFileSync(manifest, "utf8")).config.basePath;
  if (madeFor !== basePath) return `the build is for ${madeFor || "/"}, not for ${basePath || "/"}`;
  const sources = ["app", "components", "public", "server", "next.config.js", "postcss.config.mjs", "package-lock.json"];
  const changed = sources.map((path) => join(root, path)).find((path) => newest(path) > made);
  return changed && `${changed.slice(root.length)} has changed since`;
}

/** When the newest file at or below a path was changed; tests are no part of a build. */
function newest(path) {
  if (!existsSync(path)) return 0;
  if (!statSync(path).isDirectory()) return /\.test\.tsx?$/.test(path) ? 0 : changedAt(path);
  return Math.max(0, ...readdirSync(path).map((name) => newest(join(path, name))));
}

function changedAt(path) {
  return existsSync(path) ? statSync(path).mtimeMs : 0;
}
