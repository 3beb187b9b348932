// After `npm install PACKAGE`: names in package-lock.json the optional packages of other platforms that npm left out because the
// registry at hand does not carry them. npm ci refuses a lock without them. Plain JavaScript for Node 20 and later.
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const SYSTEMS = ["android", "darwin", "freebsd", "linux", "openharmony", "win32", "netbsd", "openbsd", "sunos", "aix"];
const PROCESSORS = ["arm64", "x64", "arm", "ppc64", "s390x", "riscv64", "ia32", "loong64", "mips64el", "wasm32"];

const file = fileURLToPath(new URL("../package-lock.json", import.meta.url));
const lock = JSON.parse(readFileSync(file, "utf8"));

/** Whether a package finds another, as Node looks for it: in its own folder, then in each folder above. */
function finds(from, name) {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf("node_modules/") - 1))) {
    if (lock.packages[`${at && `${at}/`}node_modules/${name}`]) return true;
    if (at === "") return false;
  }
}

/** The lock's entry for a platform package, read off its name: npm needs no more to pass over it elsewhere. */
function entryOf(name, version, { dev, license }) {
  const words = name.split(/[/-]/);
  const os = SYSTEMS.find((system) => words.includes(system));
  const cpu = PROCESSORS.find((processor) => words.includes(processor));
  if (!cpu || !/^\d+\.\d+\.\d+\S*$/.test(version))
    throw new Error(`${name} ${version} is no platform package: name it in package-lock.json by hand`);
  const libc = words.includes("musl") ? "musl" : words.includes("gnu") && os === "linux" ? "glibc" : null;
  return { version, cpu: [cpu], ...(dev && { dev }), ...(libc && { libc: [libc] }), license, optional: true, ...(os && { os: [os] }) };
}

for (const [path, entry] of Object.entries({ ...lock.packages }))
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {}))
    if (!finds(path, name)) lock.packages[`node_modules/${name}`] = entryOf(name, version, entry);

lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : 1)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
