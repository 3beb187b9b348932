// What the demo remembers between runs: the sign-in, and which portal is its own. Plain JavaScript for the Node that the machine has.
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bold } from "../.ci/steps.mjs";

const FILE = join(import.meta.dirname ?? new URL(".", import.meta.url).pathname, ".state.json");

/** The portal's own state: its database and its secret. */
export const stateDirectory = FILE.replace(/\.json$/, "");
const PID_FILE = join(stateDirectory, "portal.pid");

/** @returns {{ url: string, email: string, password: string } | null} what the last run wrote */
export function readState() {
  return existsSync(FILE) ? JSON.parse(readFileSync(FILE, "utf8")) : null;
}

/** @param {{ url: string, email: string, password: string }} state */
export function writeState({ url, email, password }) {
  writeFileSync(FILE, `${JSON.stringify({ url, email, password }, null, 2)}\n`, { mode: 0o600 });
  chmodSync(FILE, 0o600);
}

/** @param {number} pid of the portal */
export function writePortalPid(pid) {
  mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
  writeFileSync(PID_FILE, String(pid));
}

/** @returns {number | null} the portal's process, where the demo's portal runs */
export function portalPid() {
  try {
    const pid = Number(readFileSync(PID_FILE, "utf8"));
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("server/main.ts") ? pid : null;
  } catch {
    return null;
  }
}

export function forgetState() {
  rmSync(stateDirectory, { recursive: true, force: true });
  rmSync(FILE, { force: true });
}

/** The address and the sign-in, as the last thing a person reads. */
export function signInBlock({ url, email, password }, closing) {
  const rows = [
    ["Open", url],
    ["Email", email],
    ["Password", password],
  ];
  const lines = rows.map(([name, value]) => `${name.padEnd(10)}${bold(value)}`);
  return `\n${lines.map((line) => `    ${line}`).join("\n")}\n\n  ${closing.join("\n  ")}\n`;
}
