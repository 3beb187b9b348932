import type { Host } from "#server/contract/host.ts";
import type { Vm } from "#server/contract/vm.ts";
import { hostLabels } from "../hosts/host-labels.ts";
import type { ShownState } from "../ui/state-badge.tsx";
import type { ListView, SortKey, StateFilter } from "./list-view.ts";
import { shownState } from "./shown-state.ts";

/** A machine as a list shows it. */
export type Row = { vm: Vm; state: ShownState; hostName: string; pinned: boolean };

/** What a list shows, and how many machines each filter by state would show. */
export type Arranged = { rows: Row[]; counts: Record<StateFilter | "all" | "pinned", number> };

const filterOf: Record<ShownState, StateFilter | null> = {
  running: "running",
  stopping: "running",
  paused: "paused",
  suspended: "paused",
  off: "off",
  crashed: "crashed",
  unreachable: "unreachable",
  unknown: null,
};

/** Sorted by state: first what needs a look, then what can be used. */
const stateOrder: ShownState[] = ["crashed", "unreachable", "running", "stopping", "paused", "suspended", "off", "unknown"];

/** English and German names have the same order, CLDR's own; a language with another needs a collator of its own. */
const collator = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

const none: ReadonlySet<string> = new Set();

/**
 * Filters and sorts the machines as the view says; those that the person has pinned come first.
 * @param pins their ids
 */
export function arrange(vms: readonly Vm[], hosts: readonly Host[], view: ListView, pins: ReadonlySet<string> = none): Arranged {
  const hostOf = new Map(hosts.map((host) => [host.key, host]));
  const words = lower(view.query).split(/\s+/).filter(Boolean);
  const labels = hostLabels(hosts);
  const found = vms
    .filter((vm) => view.host === null || vm.host === view.host)
    .map((vm) => rowOf(vm, hostOf.get(vm.host), labels, pins))
    .filter((row) => words.every((word) => matches(row, word)));
  const rows = found.filter((row) => (view.state === null || filterOf[row.state] === view.state) && (row.pinned || !view.pinned));
  return { rows: rows.sort(comparing(view.sort, view.descending)), counts: count(found) };
}

function rowOf(vm: Vm, host: Host | undefined, labels: ReadonlyMap<string, string>, pins: ReadonlySet<string>): Row {
  return { vm, state: shownState(vm, host), hostName: labels.get(vm.host) ?? vm.host, pinned: pins.has(vm.id) };
}

function count(rows: readonly Row[]): Arranged["counts"] {
  const counts = { all: rows.length, pinned: 0, running: 0, paused: 0, off: 0, crashed: 0, unreachable: 0 };
  for (const { state, pinned } of rows) {
    const filter = filterOf[state];
    if (pinned) counts.pinned++;
    if (filter) counts[filter]++;
  }
  return counts;
}

/** A uuid is searched for by a good part of it only: a letter or two would find nearly every one. */
const UUID_PART = 6;

function matches({ vm, hostName }: Row, word: string): boolean {
  return textOf(vm).includes(word) || lower(hostName).includes(word) || (word.length >= UUID_PART && vm.id.includes(word));
}

const texts = new WeakMap<Vm, string>();

/** What a search looks at in a machine: its names, its host's key, its addresses. */
function textOf(vm: Vm): string {
  let text = texts.get(vm);
  if (text === undefined) {
    text = lower([vm.name, vm.title, vm.host, ...vm.addresses].join("\n"));
    texts.set(vm, text);
  }
  return text;
}

function lower(text: string): string {
  return text.toLocaleLowerCase("en");
}

/** Turned round or not, pinned machines stay in front, and machines that are alike keep the order of their names. */
function comparing(key: SortKey, descending: boolean): (a: Row, b: Row) => number {
  const compare = comparisons[key];
  const sign = descending ? -1 : 1;
  return (a, b) => Number(b.pinned) - Number(a.pinned) || sign * compare(a, b) || byName(a, b) || (a.vm.id < b.vm.id ? -1 : 1);
}

const byName = (a: Row, b: Row) => collator.compare(a.vm.name, b.vm.name);

const comparisons: Record<SortKey, (a: Row, b: Row) => number> = {
  name: byName,
  state: (a, b) => stateOrder.indexOf(a.state) - stateOrder.indexOf(b.state),
  host: (a, b) => collator.compare(a.hostName, b.hostName),
  vcpus: (a, b) => a.vm.vcpus - b.vm.vcpus,
  memory: (a, b) => a.vm.memoryMiB - b.vm.memoryMiB,
};
