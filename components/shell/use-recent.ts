"use client";

import { useEffect, useState } from "react";
import type { RecentVm } from "#server/contract/recent.ts";
import type { VmId } from "#server/contract/vm.ts";
import { api } from "../api.ts";

let known: readonly VmId[] = [];

/** The machines whose consoles the person opened last, the latest first; what was known before until the portal has answered. */
export function useRecent(): readonly VmId[] {
  const [recent, setRecent] = useState(known);
  useEffect(() => {
    const over = new AbortController();
    api.get<RecentVm[]>("/api/recent", { signal: over.signal }).then(
      (answer) => {
        known = answer.map(({ vm }) => vm);
        setRecent(known);
      },
      // They are a short cut; every machine can be found by its name.
      () => undefined,
    );
    return () => over.abort();
  }, []);
  return recent;
}
