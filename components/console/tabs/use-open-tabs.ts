"use client";

import { usePathname, useRouter, useSearchParams } from "next/navigation";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { Vm, VmId } from "#server/contract/vm.ts";
import { withBase } from "../../base-path.ts";
import { useMedia } from "../../ui/use-hydrated.ts";
import { consoleHref } from "../../vms/console-href.ts";
import { tabStorage } from "../remembered.ts";
import { asking, connectedTabs, keepTabs, neighbour, type OpenTabs, restoredTabs, shown, without } from "./open-tabs.ts";
import type { Asked, TabsView } from "./tabs-provider.tsx";

/** How many consoles stay connected beside each other. More would be watched by nobody and decoded all the same. */
const MOST = 8;
/** On a phone only the one in view: what is hidden there costs the battery. Both ways round. */
const PHONE = "(pointer: coarse) and (max-width: 40rem), (pointer: coarse) and (max-height: 40rem)";

type OpenConsoles = TabsView & {
  /** The machines as the server knew them when their addresses were asked for. */
  known: ReadonlyMap<VmId, Vm>;
};

/** The consoles that are open side by side. Which one is in view is what the page's address says. */
export function useOpenTabs(): OpenConsoles {
  const router = useRouter();
  const [active, query] = useAddress();
  const [tabs, setTabs] = useState<OpenTabs>(() => restoredTabs(tabStorage()));
  const [known] = useState(() => new Map<VmId, Vm>());
  const latest = useRef({ tabs, active });
  useEffect(() => {
    latest.current = { tabs, active };
  });

  const offer = useCallback(
    ({ vm, query }: Asked) => {
      known.set(vm.id, vm);
      setTabs((now) => shown(now, { vm: vm.id, name: vm.name, query }));
    },
    [known],
  );
  const show = useCallback(
    (vm: VmId) => {
      const href = consoleHref(vm) + (latest.current.tabs.find((tab) => tab.vm === vm)?.query ?? "");
      // What the server has told already need not be asked for: the other console is there at once.
      if (known.has(vm)) window.history.replaceState(null, "", withBase(href));
      else router.replace(href);
    },
    [router, known],
  );
  const close = useCallback(
    (vm: VmId) => {
      const next = neighbour(latest.current.tabs, vm);
      setTabs((now) => without(now, vm));
      if (vm !== latest.current.active) return;
      if (next) show(next.vm);
      else router.push("/");
    },
    [router, show],
  );

  // biome-ignore lint/correctness/useExhaustiveDependencies: another machine came into view; what its address asks for is kept below
  useEffect(() => {
    if (!active) return;
    const vm = known.get(active);
    if (vm) setTabs((now) => shown(now, { vm: active, name: vm.name, query }));
    // The browser's own way back led to a machine that this page was never told of.
    else router.replace(consoleHref(active) + query);
  }, [active, known, router]);
  useEffect(() => {
    if (active) setTabs((now) => asking(now, active, query));
  }, [active, query]);
  useEffect(() => keepTabs(tabStorage(), tabs), [tabs]);

  const limit = useMedia(PHONE) ? 1 : MOST;
  const connected = useMemo(() => new Set(connectedTabs(tabs, limit).map(({ vm }) => vm)), [tabs, limit]);
  return { tabs, active, connected, known, offer, show, close };
}

/** The machine that the page's address names, and what it asks for. */
function useAddress(): [vm: VmId | null, query: string] {
  const path = usePathname();
  const query = useSearchParams().toString();
  return [/^\/vms\/([^/]+)$/.exec(path)?.[1] ?? null, query && `?${query}`];
}
