import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { endLibvirtd, keepPrivateLibvirtd, qemuUser, virsh } from "./libvirtd.ts";
import { makePlace, privateDirectory, systemImages } from "./place.ts";

const SYSTEM = "qemu:///system";
const SYSTEM_DEADLINE_MS = 15_000;

/** A libvirt daemon to put the demo's machines on. */
export type DemoHypervisor = {
  uri: string;
  /** Whether the demo has started it. */
  own: boolean;
  /** A directory that its QEMU can read. */
  images: string;
  /** Who must own the disks it writes to; null: libvirt sees to it, or it runs as whoever runs this. */
  diskOwner: { uid: number; gid: number } | null;
  virsh(...args: string[]): Promise<string>;
};

/** The system's libvirt where one runs and may be used; else one of the demo's own. One that it has started before stays in use. */
export async function chooseHypervisor(): Promise<DemoHypervisor> {
  if (!hasPrivate() && (await systemRuns())) return systemHypervisor();
  makePlace(privateDirectory);
  const daemon = await keepPrivateLibvirtd(privateDirectory);
  return {
    uri: daemon.uri,
    own: true,
    images: join(privateDirectory, "images"),
    diskOwner: qemuUser(),
    virsh: (...args) => daemon.virsh(args),
  };
}

/** The daemons on which an earlier run may have left machines. */
export async function leftHypervisors(): Promise<DemoHypervisor[]> {
  const system = (await systemRuns()) ? [systemHypervisor()] : [];
  return hasPrivate() ? [...system, await chooseHypervisor()] : system;
}

/** Ends the demo's own daemon and removes what it and the machines have left on disk. */
export function removeHypervisors(): void {
  if (hasPrivate()) endLibvirtd(privateDirectory);
  for (const directory of [privateDirectory, systemImages]) rmSync(directory, { recursive: true, force: true });
}

function systemHypervisor(): DemoHypervisor {
  return { uri: SYSTEM, own: false, images: systemImages, diskOwner: null, virsh: (...args) => virsh(SYSTEM, args) };
}

function hasPrivate(): boolean {
  return existsSync(join(privateDirectory, "daemon.conf"));
}

async function systemRuns(): Promise<boolean> {
  try {
    await virsh(SYSTEM, ["list"], { signal: AbortSignal.timeout(SYSTEM_DEADLINE_MS) });
    return true;
  } catch {
    return false;
  }
}
