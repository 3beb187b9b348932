import { displayHref } from "../vms/console-href.ts";

/** A GPU or a virtual one that a machine is to be given. */
export type Assigned = { type: "pci"; address: string } | { type: "mdev"; uuid: string };

/** The parameter of a machine's display settings that asks for a device. */
export const ASSIGN = "assign";

/** The page of a machine's display settings with a device added to them; nothing is changed until the person applies it. */
export function assignHref(vm: string, device: Assigned): string {
  return `${displayHref(vm)}?${ASSIGN}=${device.type}:${device.type === "pci" ? device.address : device.uuid}`;
}

/** The device that an address asks for; null where it asks for none. */
export function readAssigned(text: string | null): Assigned | null {
  const address = /^pci:([0-9a-f]{4}:[0-9a-f]{2}:[0-1][0-9a-f]\.[0-7])$/.exec(text ?? "")?.[1];
  if (address) return { type: "pci", address };
  const uuid = /^mdev:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(text ?? "")?.[1];
  return uuid ? { type: "mdev", uuid } : null;
}
