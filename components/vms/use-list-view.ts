"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useMemo } from "react";
import { withBase } from "../base-path.ts";
import { type ListView, parseView, viewQuery } from "./list-view.ts";

/** How the list is looked at, kept in the page's address; a change replaces the address and asks the server nothing. */
export function useListView(): [view: ListView, change: (change: Partial<ListView>) => void] {
  const params = useSearchParams();
  const path = usePathname();
  const view = useMemo(() => parseView(params), [params]);
  const change = useCallback(
    (part: Partial<ListView>) => {
      const now = parseView(new URLSearchParams(window.location.search));
      window.history.replaceState(null, "", withBase(path) + viewQuery({ ...now, ...part }));
    },
    [path],
  );
  return [view, change];
}
