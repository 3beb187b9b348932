import { headers } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import { choicesOf } from "#server/access/choices.ts";
import { pinsOf } from "#server/access/pins.ts";
import { type Action, policy } from "#server/access/policy.ts";
import { recentOf } from "#server/access/recent.ts";
import { readSettings } from "#server/access/settings.ts";
import type { Protocol } from "#server/contract/console.ts";
import type { Host } from "#server/contract/host.ts";
import type { Person } from "#server/contract/person.ts";
import type { Settings } from "#server/contract/settings.ts";
import type { Vm, VmId } from "#server/contract/vm.ts";
import { OrielError } from "#server/errors.ts";
import { hostsFor } from "./hosts-for.ts";
import { runtime } from "./runtime.ts";

/** What a page needs to know of a person's rights, to leave out what would be refused. */
export type Rights = {
  start: boolean;
  power: boolean;
  control: boolean;
  takeOver: boolean;
  linkEdit: boolean;
  displayRead: boolean;
  displayEdit: boolean;
  gpuRead: boolean;
  gpuManage: boolean;
  settingsManage: boolean;
};

/** Who looks at the page; null: nobody is signed in. Asked once a request. */
export const currentPerson = cache(async (): Promise<Person | null> => {
  const session = await runtime().session(await headers());
  return session?.person ?? null;
});

/**
 * Who looks at the page; sends everybody else to the sign-in, and back to `next` from there.
 * @param next path inside the portal, without the base path
 */
export async function requirePerson(next: string): Promise<Person> {
  const person = await currentPerson();
  if (!person) redirect(`/sign-in?next=${encodeURIComponent(next)}`);
  return person;
}

/** All machines. @throws {OrielError} not-signed-in, not-allowed */
export async function listVms(): Promise<Vm[]> {
  await mustBeAllowed("vm.list");
  return runtime().fleet.vms();
}

/** One machine, null when there is none with this id. @throws {OrielError} not-signed-in, not-allowed */
export async function findVm(id: string): Promise<Vm | null> {
  await mustBeAllowed("vm.list");
  return runtime().fleet.vm(id) ?? null;
}

/** The hypervisors, as far as the person may see them. @throws {OrielError} not-signed-in */
export async function listHosts(): Promise<Host[]> {
  const person = await currentPerson();
  if (!person) throw new OrielError("not-signed-in");
  return hostsFor(person, runtime().fleet.hosts());
}

/** Which console the person chose last, for each machine where they did. @throws {OrielError} not-signed-in */
export async function choices(): Promise<Record<VmId, Protocol>> {
  const person = await currentPerson();
  if (!person) throw new OrielError("not-signed-in");
  return choicesOf(runtime().store, person.id);
}

/** What is set for the whole portal. @throws {OrielError} not-signed-in, not-allowed */
export async function portalSettings(): Promise<Settings> {
  await mustBeAllowed("settings.manage");
  return readSettings(runtime().store);
}

/** The machines that the person keeps at hand. @throws {OrielError} not-signed-in */
export async function pins(): Promise<VmId[]> {
  const person = await currentPerson();
  if (!person) throw new OrielError("not-signed-in");
  return pinsOf(runtime().store, person.id);
}

/** The machines whose consoles the person opened last, the latest first. @throws {OrielError} not-signed-in */
export async function recent(): Promise<VmId[]> {
  const person = await currentPerson();
  if (!person) throw new OrielError("not-signed-in");
  return (await recentOf(runtime().store, person.id)).map(({ vm }) => vm);
}

/** What this person may do to every machine, and to the portal. */
export function can(person: Person): Rights {
  return {
    start: policy(person, "vm.start"),
    power: policy(person, "vm.power"),
    control: policy(person, "console.control"),
    takeOver: policy(person, "console.take-over"),
    linkEdit: policy(person, "link.edit"),
    displayRead: policy(person, "display.read"),
    displayEdit: policy(person, "display.edit"),
    gpuRead: policy(person, "gpu.read"),
    gpuManage: policy(person, "gpu.manage"),
    settingsManage: policy(person, "settings.manage"),
  };
}

async function mustBeAllowed(action: Action): Promise<void> {
  const person = await currentPerson();
  if (!person) throw new OrielError("not-signed-in");
  if (!policy(person, action)) throw new OrielError("not-allowed");
}
