"use client";

import { createContext, use } from "react";
import type { Vm, VmId } from "#server/contract/vm.ts";
import type { OpenTabs } from "./open-tabs.ts";

/** A machine's console as its address asks for it. */
export type Asked = {
  /** As the server knew it. */
  vm: Vm;
  /** "" or "?protocol=serial&device=1". */
  query: string;
};

export type TabsView = {
  tabs: OpenTabs;
  /** Whose console is in view; null: none is. */
  active: VmId | null;
  /** Whose consoles are connected, or about to be. */
  connected: ReadonlySet<VmId>;
  /** The address asks for this console. */
  offer(asked: Asked): void;
  /** Brings a tab into view. */
  show(vm: VmId): void;
  /** Ends a console; with the last one the page is left. */
  close(vm: VmId): void;
};

export const TabsContext = createContext<TabsView | null>(null);

/** The consoles that are open side by side. Needs ConsoleTabs around it. */
export function useTabs(): TabsView {
  const tabs = use(TabsContext);
  if (!tabs) throw new Error("useTabs needs ConsoleTabs around it");
  return tabs;
}
