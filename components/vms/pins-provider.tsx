"use client";

import { createContext, type ReactNode, use, useMemo, useSyncExternalStore } from "react";
import { type VmId, vmId } from "#server/contract/vm.ts";
import { z } from "#server/contract/zod.ts";
import { api } from "../api.ts";
import { useNotify } from "../ui/toaster.tsx";
import { Pins, pinned } from "./pins.ts";

type PinsView = {
  /** The machines that are pinned, the first one first. */
  pins: ReadonlySet<VmId>;
  /** Pins a machine, or unpins it. */
  toggle(vm: VmId): void;
};

const PinsContext = createContext<PinsView | null>(null);

type PinsProviderProps = {
  /** What the portal remembered when it rendered the page. */
  initial: readonly VmId[];
  children: ReactNode;
};

/** Lets the page's parts know and change which machines the person keeps at hand. */
export function PinsProvider({ initial, children }: PinsProviderProps) {
  const notify = useNotify();
  const store = browserPins();
  const changes = useSyncExternalStore(store.subscribe, store.changes, store.changes);
  const pins = useMemo(() => pinned(initial, changes), [initial, changes]);
  const view = { pins, toggle: (vm: VmId) => void store.set(vm, !pins.has(vm)).catch(notify.failed) };
  return <PinsContext value={view}>{children}</PinsContext>;
}

/** The machines that the person keeps at hand. Needs a PinsProvider around it. */
export function usePins(): PinsView {
  const pins = use(PinsContext);
  if (!pins) throw new Error("usePins needs a PinsProvider around it");
  return pins;
}

const told = z.object({ vm: vmId, pinned: z.boolean() });

let shared: Pins | undefined;

/** One for all pages of a tab. On the server nothing changes, so nothing of one person's is kept there for another. */
function browserPins(): Pins {
  if (shared) return shared;
  const channel = typeof document === "undefined" ? null : new BroadcastChannel("oriel.pins");
  const pins = new Pins({
    save: (vm, isPinned) => (isPinned ? api.put(`/api/vms/${vm}/pin`, {}) : api.delete(`/api/vms/${vm}/pin`)),
    tell: (vm, isPinned) => channel?.postMessage({ vm, pinned: isPinned }),
  });
  channel?.addEventListener("message", ({ data }) => {
    const news = told.safeParse(data);
    if (news.success) pins.heard(news.data.vm, news.data.pinned);
  });
  if (channel) shared = pins;
  return pins;
}
