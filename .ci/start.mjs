// npm start: installs and builds what is missing, then runs the portal.
import { spawn } from "node:child_process";
import { ensureBuild, ensurePackages, node, root } from "./prepare.mjs";

const say = (text) => console.error(`oriel: ${text}`);

/** Runs the portal in this process's place: its signals, its output, its end. */
async function runPortal() {
  const child = spawn(node, ["server/main.ts"], { cwd: root, stdio: "inherit", env: { ...process.env, NODE_ENV: "production" } });
  for (const signal of ["SIGTERM", "SIGHUP", "SIGINT"]) {
    // A terminal's Ctrl-C has reached the portal by itself.
    process.on(signal, () => (signal === "SIGINT" && process.stdin.isTTY ? undefined : child.kill(signal)));
  }
  const [code, signal] = await new Promise((resolve, reject) => child.once("error", reject).once("exit", (...end) => resolve(end)));
  process.exitCode = signal ? 1 : code;
}

try {
  await ensurePackages(say);
  await ensureBuild(process.env.ORIEL_BASE_PATH ?? "", say);
  await runPortal();
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
