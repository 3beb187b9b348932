// npm start: installs and builds what is missing, then runs the portal.
import { spawn } from "node:child_process";
import { ensureBuild, ensurePackages, node, root } from "./prepare.mjs";

const say = (text) => console.error(`oriel: ${text}`);

/**
 * Runs the portal in this process's place: its signals, its output, its end.
 * @returns its exit status
 */
async function runPortal(...args) {
  const child = spawn(node, ["server/main.ts", ...args], { cwd: root, stdio: "inherit", env: { ...process.env, NODE_ENV: "production" } });
  // A terminal's Ctrl-C has reached the portal by itself.
  const pass = (signal) => (signal === "SIGINT" && process.stdin.isTTY ? undefined : child.kill(signal));
  const signals = ["SIGTERM", "SIGHUP", "SIGINT"];
  for (const signal of signals) process.on(signal, pass);
  const [code] = await new Promise((resolve, reject) => child.once("error", reject).once("exit", (...end) => resolve(end)));
  for (const signal of signals) process.off(signal, pass);
  return code ?? 1;
}

/** A wrong configuration is told before a build that would be in vain. */
async function start() {
  await ensurePackages(say);
  const wrong = await runPortal("--check");
  if (wrong) return wrong;
  await ensureBuild(process.env.ORIEL_BASE_PATH ?? "", say);
  return runPortal();
}

try {
  process.exitCode = await start();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
