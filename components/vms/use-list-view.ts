"use client";

import { usePathname, useSearchParams } from "next/navigation";
import { useCallback, useEffect, useRef, useState } from "react";
import { withBase } from "../base-path.ts";
import { type ListView, parseView, viewQuery } from "./list-view.ts";

/**
 * How the list is looked at, kept in the page's address too; a change replaces the address and asks the server nothing.
 * Next tells of a changed address only later, so the view itself is kept here: whoever types fast would lose letters.
 */
export function useListView(): [view: ListView, change: (change: Partial<ListView>) => void] {
  const path = usePathname();
  const given = viewQuery(parseView(useSearchParams()));
  const [view, setView] = useState(() => viewOf(given));
  const wanted = viewQuery(view);
  const address = useRef(given);
  /** What was written to the address and is not told of yet. */
  const written = useRef<string[]>([]);

  useEffect(() => {
    const own = written.current.indexOf(given);
    if (own >= 0) written.current.splice(0, own + 1);
    if (own >= 0 || given === address.current) return;
    // Not written here: a link was followed.
    address.current = given;
    written.current = [];
    setView(viewOf(given));
  }, [given]);

  useEffect(() => {
    if (wanted === address.current) return;
    address.current = wanted;
    written.current.push(wanted);
    window.history.replaceState(null, "", withBase(path) + wanted);
  }, [wanted, path]);

  const change = useCallback((part: Partial<ListView>) => setView((now) => ({ ...now, ...part })), []);
  return [view, change];
}

function viewOf(query: string): ListView {
  return parseView(new URLSearchParams(query));
}
