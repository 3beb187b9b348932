"use client";

import { use, useEffect, useMemo, useState, useSyncExternalStore } from "react";
import type { Host } from "#server/contract/host.ts";
import type { Vm } from "#server/contract/vm.ts";
import { FleetContext, type FleetSource } from "./fleet-provider.tsx";
import type { LiveState } from "./live-connection.ts";

/** Everything that is known of the fleet: `live` false means that it may have changed since `heardAt` (ms since 1970). */
export type Fleet = { vms: readonly Vm[]; hosts: readonly Host[]; status: { live: boolean; heardAt: number } };

/** All machines and hypervisors, live. Needs a FleetProvider around it. */
export function useFleet(): Fleet {
  const vms = useLive((state) => state.vms);
  const hosts = useLive((state) => state.hosts);
  const live = useLive((state) => state.live);
  const heardAt = useLive((state) => state.heardAt);
  return useMemo(() => ({ vms, hosts, status: { live, heardAt } }), [vms, hosts, live, heardAt]);
}

/** One machine, live; undefined when there is none with this id. */
export function useVm(id: string): Vm | undefined {
  return useLive((state) => state.vms.find((vm) => vm.id === id));
}

/** One hypervisor, live. */
export function useHost(key: string | undefined): Host | undefined {
  return useLive((state) => state.hosts.find((host) => host.key === key));
}

/** All machines, live. */
export function useVms(): readonly Vm[] {
  return useLive((state) => state.vms);
}

/** A connection that is back within this time, in milliseconds, was not worth a word. */
const GRACE = 4000;

/** Whether the person's sign-in has ended while the page was open. */
export function useSignedOut(): boolean {
  return useLive((state) => state.signedOut);
}

/** How old what the page shows is, in whole seconds; null while it is live, or was a moment ago. */
export function useStaleness(): number | null {
  const live = useLive((state) => state.live);
  const heardAt = useLive((state) => state.heardAt);
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    if (live) return;
    const lostAt = Date.now();
    const timer = setInterval(() => {
      if (Date.now() - lostAt > GRACE) setNow(Date.now());
    }, 1000);
    return () => {
      clearInterval(timer);
      setNow(null);
    };
  }, [live]);
  return live || now === null ? null : Math.round((now - heardAt) / 1000);
}

/** One part of the live state. `select` must give the same object while nothing has changed. */
function useLive<T>(select: (state: LiveState) => T): T {
  const source = use(FleetContext);
  if (!source) throw new Error("useFleet needs a FleetProvider around it");
  const { connection, initial }: FleetSource = source;
  return useSyncExternalStore(
    connection?.subscribe ?? never,
    () => select(connection?.state ?? initial),
    () => select(initial),
  );
}

function never(): () => void {
  return () => undefined;
}
