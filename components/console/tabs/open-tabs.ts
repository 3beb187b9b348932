import { type VmId, vmId } from "#server/contract/vm.ts";
import { z } from "#server/contract/zod.ts";
import type { Storage } from "../remembered.ts";

/** A console that a person has open beside others. */
export interface OpenTab {
  vm: VmId;
  /** The machine's name when the tab was opened, for as long as nothing newer is known. */
  name: string;
  /** What its address asked for when it was last in view: "" or "?protocol=serial". */
  query: string;
  /** Rises with each showing; 0: not since the page was loaded, so it is not connected. */
  shown: number;
}

export type OpenTabs = readonly OpenTab[];

/** Opens a machine's tab at the end, or shows the one it has: a machine is open once. */
export function shown(tabs: OpenTabs, { vm, name, query }: Pick<OpenTab, "vm" | "name" | "query">): OpenTabs {
  const tab = { vm, name, query, shown: 1 + Math.max(0, ...tabs.map((other) => other.shown)) };
  return tabs.some((other) => other.vm === vm) ? tabs.map((other) => (other.vm === vm ? tab : other)) : [...tabs, tab];
}

export function without(tabs: OpenTabs, vm: VmId): OpenTabs {
  return tabs.filter((tab) => tab.vm !== vm);
}

/** Keeps what a tab's address asks for, so that it comes back with it. */
export function asking(tabs: OpenTabs, vm: VmId, query: string): OpenTabs {
  return tabs.some((tab) => tab.vm === vm && tab.query !== query) ? tabs.map((tab) => (tab.vm === vm ? { ...tab, query } : tab)) : tabs;
}

/** The tab that takes the place of one that is closed: the next, else the one before; undefined where it was the last. */
export function neighbour(tabs: OpenTabs, vm: VmId): OpenTab | undefined {
  const place = tabs.findIndex((tab) => tab.vm === vm);
  return tabs[place + 1] ?? tabs[place - 1];
}

/** Which consoles stay connected: those shown last, at most `limit` of them. */
export function connectedTabs(tabs: OpenTabs, limit: number): OpenTabs {
  const lately = tabs.filter((tab) => tab.shown > 0).toSorted((a, b) => b.shown - a.shown);
  const kept = new Set(lately.slice(0, limit));
  return tabs.filter((tab) => kept.has(tab));
}

const NAME = "oriel.console.tabs";

const stored = z.array(z.object({ vm: vmId, name: z.string(), query: z.string() })).max(100);

/** The tabs of this browser tab before its page was loaded anew, or left: none of them is connected. */
export function restoredTabs(storage: Storage | null): OpenTabs {
  try {
    const found = stored.safeParse(JSON.parse(storage?.getItem(NAME) ?? "[]"));
    return found.success ? found.data.map((tab) => ({ ...tab, shown: 0 })) : [];
  } catch {
    return [];
  }
}

/** Forgets them: who signs in next in this browser tab may be somebody else. */
export function forgetTabs(storage: Storage | null): void {
  keepTabs(storage, []);
}

/** Keeps them for the next page; one alone is no tabs. */
export function keepTabs(storage: Storage | null, tabs: OpenTabs): void {
  const kept = tabs.length > 1 ? tabs.map(({ vm, name, query }) => ({ vm, name, query })) : [];
  try {
    storage?.setItem(NAME, JSON.stringify(kept));
  } catch {
    // They are there for as long as the page is.
  }
}
