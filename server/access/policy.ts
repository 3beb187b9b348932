import type { ConsoleMode, Protocol } from "#server/contract/console.ts";
import type { Role } from "#server/contract/person.ts";
import type { PowerAction } from "#server/contract/vm.ts";

/** Everything a right can be given for. */
export const actions = [
  "vm.list",
  "vm.screenshot",
  "vm.start",
  "vm.power",
  "console.control",
  "console.view",
  "console.take-over",
  "host.list",
  "host.details",
  "link.edit",
  "display.read",
  "display.edit",
  "gpu.read",
  "gpu.manage",
  "people.manage",
  "settings.manage",
  "audit.read",
] as const;
export type Action = (typeof actions)[number];

/** What an action is done to. The three roles make no difference between machines. */
export type Target = { vm?: string; host?: string };

const user: readonly Action[] = ["vm.list", "vm.screenshot", "vm.start", "console.control", "console.view", "host.list"];
const operator: readonly Action[] = [...user, "vm.power", "console.take-over", "host.details", "display.read", "gpu.read"];
const rights: Record<Role, ReadonlySet<Action>> = {
  user: new Set(user),
  operator: new Set(operator),
  admin: new Set(actions),
};

/** Whether a person may. Every route, event and console asks here, and nowhere else. */
export function policy(person: { role: Role }, action: Action, _target?: Target): boolean {
  return rights[person.role].has(action);
}

/** The right that a power action needs. */
export function powerRight(action: PowerAction): Action {
  return action === "start" ? "vm.start" : "vm.power";
}

/** The rights that a console needs. */
export function consoleRights({ mode, start }: { mode: ConsoleMode; start: boolean }): Action[] {
  const open: Action = mode === "view" ? "console.view" : "console.control";
  return start ? [open, "vm.start"] : [open];
}

/** Whether a person may have this console. Who watches takes nothing over; whose console may be, {@link mayTakeOver} says. */
export function mayOpen(
  person: { role: Role },
  console: { vm: string; protocol: Protocol; mode: ConsoleMode; takeOver: boolean; start: boolean },
): boolean {
  if (console.takeOver && console.mode === "view") return false;
  return consoleRights(console).every((action) => policy(person, action, { vm: console.vm }));
}

/** Whether a person may end the console by which somebody holds what takes one at a time: their own always. */
export function mayTakeOver(person: { id: string; role: Role }, held: { vm: string; personId: string }): boolean {
  return person.id === held.personId || policy(person, "console.take-over", { vm: held.vm });
}
