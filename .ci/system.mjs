// Programs that come from the system's packages: finds what is missing and installs it on Debian. Plain JavaScript for the Node that
// the machine has.
import { spawnSync } from "node:child_process";
import { accessSync, constants, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { run } from "./prepare.mjs";

/**
 * What a run needs of the system.
 * @typedef {{ what: string, why: string, packages: string[], found: () => boolean }} Need
 * @type {Record<string, Need>}
 */
export const needs = {
  virsh: { what: "virsh", why: "defines and starts the machines", packages: ["libvirt-clients"], found: () => hasProgram("virsh") },
  libvirt: {
    what: "libvirt's daemon",
    why: "runs the machines",
    packages: ["libvirt-daemon-system"],
    found: () => hasProgram("libvirtd") || hasProgram("virtqemud"),
  },
  driver: {
    what: "libvirt's QEMU driver",
    why: "lets libvirt use QEMU",
    packages: ["libvirt-daemon-driver-qemu"],
    found: () => hasLibrary("libvirt/connection-driver/libvirt_driver_qemu.so"),
  },
  qemu: {
    what: "qemu-system-x86_64",
    why: "is the machines",
    packages: ["qemu-system-x86"],
    found: () => hasProgram("qemu-system-x86_64"),
  },
  spice: {
    what: "QEMU's SPICE",
    why: "shows machines by the other protocol, with its graphics card and its sound",
    packages: ["qemu-system-modules-spice", "qemu-system-common"],
    found: () => hasLibrary("qemu/hw-display-qxl.so"),
  },
  mmdebstrap: {
    what: "mmdebstrap",
    why: "installs Debian's packages into the desktop machine",
    packages: ["mmdebstrap"],
    found: () => hasProgram("mmdebstrap"),
  },
  genext2fs: {
    what: "genext2fs",
    why: "writes the desktop machine's disk",
    packages: ["genext2fs"],
    found: () => hasProgram("genext2fs"),
  },
  qemuImg: {
    what: "qemu-img",
    why: "packs that disk, and lets each run begin with a fresh one",
    packages: ["qemu-utils"],
    found: () => hasProgram("qemu-img"),
  },
  uidmap: {
    what: "newuidmap",
    why: "lets you build the desktop without being root",
    packages: ["uidmap"],
    found: () => process.getuid?.() === 0 || hasProgram("newuidmap"),
  },
  gcc: { what: "gcc", why: "compiles the program inside the graphical machine", packages: ["gcc"], found: () => hasProgram("gcc") },
  libc: {
    what: "the C library's files for compiling",
    why: "that program is linked statically",
    packages: ["libc6-dev"],
    found: () => hasLibrary("libc.a"),
  },
  xz: { what: "xz", why: "unpacks the machines' kernel", packages: ["xz-utils"], found: () => hasProgram("xz") },
  openssl: {
    what: "openssl",
    why: "makes the certificates that are tried",
    packages: ["openssl"],
    found: () => hasProgram("openssl"),
  },
  xmllint: {
    what: "xmllint",
    why: "holds what the display editor writes against libvirt's schema",
    packages: ["libxml2-utils"],
    found: () => hasProgram("xmllint"),
  },
  virtXml: {
    what: "virt-xml",
    why: "runs the commands that the display editor shows",
    packages: ["virtinst"],
    found: () => hasProgram("virt-xml"),
  },
  ssh: { what: "ssh", why: "reads the commands that lead into a guest", packages: ["openssh-client"], found: () => hasProgram("ssh") },
  memtest: {
    what: "memtest86+",
    why: "is a guest that needs no system of its own",
    packages: ["memtest86+"],
    found: () => hasFile("/boot/memtest86+x64.bin"),
  },
  chromium: {
    what: "chromium",
    why: "is the browser that the tests drive",
    packages: ["chromium"],
    found: () => hasProgram("chromium"),
  },
  firefox: {
    what: "firefox-esr",
    why: "is another browser that opens consoles",
    packages: ["firefox-esr"],
    found: () => hasProgram("firefox-esr"),
  },
  webkit: {
    what: "WebKitWebDriver",
    why: "drives WebKit, the nearest thing to an iPhone",
    packages: ["webkit2gtk-driver"],
    found: () => hasProgram("WebKitWebDriver"),
  },
  spiceHtml5: {
    what: "spice-html5",
    why: "is a SPICE client of others that is tried on the portal",
    packages: ["spice-html5"],
    found: () => hasFile("/usr/share/spice-html5/main.js"),
  },
  viewer: {
    what: "remote-viewer",
    why: "is the desktop program that opens what the portal hands over",
    packages: ["virt-viewer"],
    found: () => hasProgram("remote-viewer"),
  },
  xvfb: { what: "Xvfb", why: "is the screen that it is shown on", packages: ["xvfb"], found: () => hasProgram("Xvfb") },
  fonts: {
    what: "a font with fixed widths",
    why: "the browser has none of its own",
    packages: ["fonts-dejavu-core"],
    found: () => hasFile("/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf") || hasProgram("fc-list"),
  },
};

const machineNeeds = [needs.virsh, needs.libvirt, needs.driver, needs.qemu, needs.spice, needs.gcc, needs.libc, needs.xz];
const desktopNeeds = [needs.mmdebstrap, needs.genext2fs, needs.qemuImg, needs.uidmap];
const clientNeeds = [needs.chromium, needs.firefox, needs.webkit, needs.fonts, needs.spiceHtml5, needs.viewer, needs.xvfb];
export const demoNeeds = [...machineNeeds, ...desktopNeeds];
export const testNeeds = [...demoNeeds, needs.openssl, needs.memtest, needs.ssh, needs.xmllint, needs.virtXml, ...clientNeeds];

/** A reader should see what to do, not where in the program it was found out. */
export class Missing extends Error {}

/**
 * Installs what is missing, having said what and why. Asks for no rights where nothing is.
 * @param {Need[]} wanted
 * @param {(text: string) => void} say
 * @throws {Missing} naming the packages, where it cannot install them
 */
export async function ensureSystem(wanted, say) {
  const missing = wanted.filter((need) => !need.found());
  if (missing.length === 0) return;
  say(`Missing: ${missing.map(({ what, why }) => `${what} (${why})`).join(", ")}.`);
  if (!hasProgram("apt-get")) throw new Missing(namePackages(missing));
  const asRoot = rootCommand(missing);
  const apt = (...args) =>
    run(asRoot[0] ?? "apt-get", [...asRoot.slice(1), ...(asRoot.length > 0 ? ["apt-get"] : []), ...args], {
      env: { DEBIAN_FRONTEND: "noninteractive" },
    });
  say(`${asRoot.length > 0 ? "With sudo: " : ""}apt-get update, and then install ${packagesOf(missing).join(" ")}`);
  await apt("update", "-q");
  const packages = missing.map(availablePackage);
  await apt("install", "-q", "-y", "--no-install-recommends", ...packages);
  const still = missing.filter((need) => !need.found());
  if (still.length > 0) throw new Missing(`Installed, but still not found: ${still.map(({ what }) => what).join(", ")}.`);
}

/** The words before a command that make root run it. */
function rootCommand(missing) {
  if (process.getuid?.() === 0) return [];
  if (hasProgram("sudo")) return ["sudo", "env", "DEBIAN_FRONTEND=noninteractive"];
  const command = `apt-get install --no-install-recommends ${packagesOf(missing).join(" ")}`;
  throw new Missing(`This needs root, and there is no sudo. As root:\n\n  ${command}\n\nThen run this again.`);
}

function namePackages(missing) {
  const list = missing.map(({ what, packages }) => `  ${what} (Debian's package: ${packages[0]})`).join("\n");
  return `Install these with your system's package manager, then run this again:\n\n${list}\n`;
}

function packagesOf(missing) {
  return missing.map((need) => need.packages[0]);
}

/** Debian has moved some things to packages of their own: the first name that this release knows. */
function availablePackage({ packages }) {
  return packages.find((name) => spawnSync("apt-cache", ["show", name], { stdio: "ignore" }).status === 0) ?? packages[0];
}

function hasProgram(name) {
  const directories = [...(process.env.PATH ?? "").split(":"), "/usr/local/sbin", "/usr/sbin", "/sbin"];
  return directories.some((directory) => directory !== "" && isExecutable(join(directory, name)));
}

function hasLibrary(path) {
  const multiarch = hasFile("/usr/lib") ? readdirSync("/usr/lib").filter((name) => name.endsWith("-linux-gnu")) : [];
  return [...multiarch.map((name) => join("/usr/lib", name)), "/usr/lib64", "/usr/lib"].some((directory) => hasFile(join(directory, path)));
}

function hasFile(path) {
  return may(path, constants.F_OK);
}

function isExecutable(path) {
  return may(path, constants.X_OK);
}

function may(path, right) {
  try {
    accessSync(path, right);
    return true;
  } catch {
    return false;
  }
}

/** "Debian GNU/Linux 12 (bookworm)", or what the system calls itself. */
export function systemName() {
  try {
    return /^PRETTY_NAME="?([^"\n]+)/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? "this system";
  } catch {
    return "this system";
  }
}
