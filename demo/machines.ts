import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { DEMO_NAMESPACE, type DomainSpec, domainXml } from "./domain-xml.ts";
import type { GraphicsSpec } from "./graphics-xml.ts";
import type { GuestImages } from "./guests/build.ts";
import type { DemoHypervisor } from "./hypervisor.ts";
import { makeOverlay } from "./overlay.ts";
import { withXmlFile } from "./xml-file.ts";

export const PREFIX = "oriel-demo-";

type Machine = Pick<DomainSpec, "guest" | "title" | "description" | "video"> & {
  name: string;
  starts: boolean;
  displays: readonly GraphicsSpec["type"][];
};

const machines: Machine[] = [
  {
    name: "reception",
    guest: "painter",
    title: "Reception: a window to look out of",
    description: "A graphical screen. Type into it, or click to send up a lantern.",
    displays: ["vnc"],
    starts: true,
  },
  {
    name: "workshop",
    guest: "tiny",
    title: "Workshop: a small Linux",
    description: "A shell on its screen and one on its serial console: root, password oriel.",
    displays: ["vnc"],
    starts: true,
  },
  {
    name: "studio",
    guest: "desktop",
    title: "Studio: a desktop with sound",
    description: "Terminal, editor and browser, over VNC or SPICE. Signed in as demo, password demo.",
    displays: ["vnc", "spice"],
    starts: true,
  },
  {
    name: "gallery",
    guest: "painter",
    video: "qxl",
    title: "Gallery: a picture by SPICE alone",
    description: "A graphical screen that has no VNC.",
    displays: ["spice"],
    starts: true,
  },
  {
    name: "archive",
    guest: "tiny",
    title: "Archive: off until it is needed",
    description: "Switched off; start it from the portal.",
    displays: ["vnc"],
    starts: false,
  },
];

/** What there is of the guests: a system may be unable to build the desktop. */
export type DemoImages = GuestImages<"tiny" | "painter"> & Partial<GuestImages<"desktop">>;

/**
 * Defines the demo's machines and starts them, as far as there are guests for them. Those that run already go on.
 * @returns a line for each
 */
export async function putUp(hypervisor: DemoHypervisor, images: DemoImages, kvm: boolean): Promise<string[]> {
  const lines: string[] = [];
  for (const { starts, name: shortName, displays, ...machine } of machines) {
    const image = images[machine.guest];
    if (!image) continue;
    const name = PREFIX + shortName;
    const existing = await find(hypervisor, name);
    if (existing && !existing.ours)
      throw new Error(`There is a machine "${name}" that the demo did not make. Rename it, then run this again.`);
    const runs = existing?.state === "running" || existing?.state === "paused";
    const graphics = displays.map((type): GraphicsSpec => ({ type, password: newPassword() }));
    if (!runs) await define(hypervisor, { ...machine, name, kvm, image, graphics, ...(existing && { uuid: existing.uuid }) });
    if (!runs && starts) await hypervisor.virsh("start", name);
    lines.push(`${name}: ${machine.title}${runs ? " (runs already)" : ""}`);
  }
  return lines;
}

/**
 * Ends and removes every machine that the demo has made, and no other.
 * @returns their names
 */
export async function takeDown(hypervisor: DemoHypervisor): Promise<string[]> {
  const removed: string[] = [];
  for (const name of await ourNames(hypervisor)) {
    await hypervisor.virsh("destroy", name).catch(() => {});
    await hypervisor.virsh("undefine", name, "--managed-save", "--snapshots-metadata");
    await rm(overlayOf(hypervisor, name), { force: true });
    removed.push(name);
  }
  return removed;
}

async function ourNames(hypervisor: DemoHypervisor): Promise<string[]> {
  const names = (await hypervisor.virsh("list", "--all", "--name")).split("\n").filter((name) => name.startsWith(PREFIX));
  const found = await Promise.all(names.map((name) => find(hypervisor, name)));
  return names.filter((_, index) => found[index]?.ours);
}

async function find(hypervisor: DemoHypervisor, name: string): Promise<{ ours: boolean; uuid: string; state: string } | null> {
  const names = (await hypervisor.virsh("list", "--all", "--name")).split("\n");
  if (!names.includes(name)) return null;
  const mark = await hypervisor.virsh("metadata", name, DEMO_NAMESPACE).catch(() => "");
  const uuid = await hypervisor.virsh("domuuid", name);
  const state = await hypervisor.virsh("domstate", name);
  return { ours: mark.includes("guest"), uuid: uuid.trim(), state: state.trim() };
}

/** A machine with a disk begins with an empty overlay, and so without what an earlier run of it has left in memory. */
async function define(hypervisor: DemoHypervisor, spec: DomainSpec): Promise<void> {
  const overlay = spec.image.disk && overlayOf(hypervisor, spec.name);
  await withXmlFile(domainXml({ ...spec, ...(overlay && { overlay }) }), (file) => hypervisor.virsh("define", file));
  if (!overlay || !spec.image.disk) return;
  await hypervisor.virsh("managedsave-remove", spec.name).catch(() => {});
  await makeOverlay(overlay, spec.image.disk, hypervisor.diskOwner);
}

function overlayOf(hypervisor: DemoHypervisor, name: string): string {
  return join(hypervisor.images, `${name}.qcow2`);
}

/** VNC takes no more than eight characters. */
function newPassword(): string {
  return randomBytes(6).toString("base64url").slice(0, 8);
}
