import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";

const run = promisify(execFile);

/** What this machine's apt is told about reaching its places: proxies, certificates, credentials by name, retries. */
const REACHING = /^Acquire::(?:https?|ftp|Retries|ForceIPv[46]|Check-Valid-Until|Max-FutureTime)\b/i;

/** "bookworm". */
export async function releaseName(): Promise<string> {
  const name = /^VERSION_CODENAME="?(\w+)/m.exec(await readFile("/etc/os-release", "utf8"))?.[1];
  if (!name) throw new Error("This system does not say which release of Debian it is (/etc/os-release).");
  return name;
}

/**
 * The files from which apt here knows the places of this release's packages: mirrors and keys are theirs. Files with nothing but other
 * people's packages are left out.
 */
export async function sourceFiles(): Promise<string[]> {
  const release = await releaseName();
  const { stdout } = await run("apt-get", ["indextargets", "--format", "$(SOURCESENTRY)|$(RELEASE)|$(CODENAME)", "Created-By: Packages"]);
  const entries = stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => line.split("|"));
  const ours = entries.filter(([, ...names]) => names.some((name) => name === release || name?.startsWith(`${release}-`)));
  return [...new Set(ours.map(([entry = ""]) => entry.replace(/:\d+$/, "")))];
}

/** This machine's apt settings for reaching those places, as a file of settings for the apt that fills the new system. */
export async function aptConfiguration(): Promise<string> {
  const { stdout } = await run("apt-config", ["dump"]);
  const reaching = stdout.split("\n").filter((line) => REACHING.test(line));
  return [...reaching, 'Acquire::Languages "none";', 'APT::Install-Recommends "false";', ""].join("\n");
}
