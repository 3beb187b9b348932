"use client";

import { useEffect, useState } from "react";
import type { ConsoleHolder, Protocol } from "#server/contract/console.ts";
import type { VmId } from "#server/contract/vm.ts";
import { api } from "../api.ts";

/** Who holds a console: `asking` until the portal has said it, `unknown` where it cannot, null where nobody does. */
export type Holder = "asking" | "unknown" | NonNullable<ConsoleHolder["holder"]> | null;

/** How often it is asked anew while somebody looks, in ms. */
const PACE = 4_000;
/** The first pauses, in ms: a console that has just been taken has for a moment no holder, or still the one before. */
const FIRST = [400, 1_200] as const;

/** Who holds a console that takes one person; kept up to date. Not asked where `protocol` is null. */
export function useHolder(vm: VmId, protocol: Protocol | null, device: number): Holder {
  const [found, setFound] = useState<{ protocol: Protocol; device: number; holder: Holder } | null>(null);
  useEffect(() => {
    if (!protocol) return;
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ask = async (times: number) => {
      const holder =
        document.visibilityState === "visible" || times === 0 ? await holderOf(vm, { protocol, device }, stop.signal) : undefined;
      if (stop.signal.aborted) return;
      const settled = holder !== null || times >= FIRST.length;
      if (holder !== undefined && settled) setFound({ protocol, device, holder });
      timer = setTimeout(() => void ask(times + 1), FIRST[times] ?? PACE);
    };
    void ask(0);
    return () => {
      stop.abort();
      clearTimeout(timer);
      setFound(null);
    };
  }, [vm, protocol, device]);
  return found && found.protocol === protocol && found.device === device ? found.holder : "asking";
}

async function holderOf(vm: VmId, { protocol, device }: { protocol: Protocol; device: number }, signal: AbortSignal): Promise<Holder> {
  try {
    return (await api.get<ConsoleHolder>(`/api/vms/${vm}/holder?protocol=${protocol}${device > 0 ? `&device=${device}` : ""}`, { signal }))
      .holder;
  } catch {
    return "unknown";
  }
}
