import { type PowerAction, powerActionsIn, type Vm, type VmState } from "#server/contract/vm.ts";
import type { ShownState } from "../ui/state-badge.tsx";

/** What a person may do to machines; the server tells (pages.ts), and refuses the rest anyway. */
export type Rights = {
  start: boolean;
  power: boolean;
  control: boolean;
  takeOver: boolean;
  /** Says where another product serves a machine. */
  linkEdit: boolean;
  /** Looks at a machine's display settings; changes them. */
  displayRead: boolean;
  displayEdit: boolean;
  /** Looks at the hosts' GPUs; makes virtual ones. */
  gpuRead: boolean;
  gpuManage: boolean;
  /** Changes what is set for the whole portal. */
  settingsManage: boolean;
};

/** In the order of a menu; the last two lose what the guest has not saved. */
const order: PowerAction[] = ["start", "resume", "pause", "shutdown", "reboot", "reset", "force-off"];

/** What can be done to a machine now, by this person. */
export function actionsFor(vm: Pick<Vm, "state">, shown: ShownState, rights: Rights): PowerAction[] {
  if (shown === "unreachable") return [];
  const possible = powerActionsIn[vm.state];
  return order.filter((action) => possible.includes(action) && (action === "start" ? rights.start : rights.power));
}

/** Whether the guest could lose data by it. */
export function losesData(action: PowerAction): boolean {
  return action === "reset" || action === "force-off";
}

/** Whether people who use the machine would notice: then it is asked first. */
export function needsQuestion(action: PowerAction): boolean {
  return losesData(action) || action === "shutdown" || action === "reboot";
}

const ends: Partial<Record<PowerAction, readonly VmState[]>> = {
  start: ["running", "blocked", "paused"],
  resume: ["running", "blocked"],
  pause: ["paused"],
  shutdown: ["shutoff"],
  "force-off": ["shutoff"],
};

/** Whether a machine's state shows that an action is done. A reboot or reset shows in no state: done once the host took it. */
export function isDone(action: PowerAction, state: VmState): boolean {
  return ends[action]?.includes(state) ?? true;
}
