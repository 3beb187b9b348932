"use client";

import { useLayoutEffect } from "react";
import { useHydrated } from "../../ui/use-hydrated.ts";
import { type Asked, useTabs } from "./tabs-provider.tsx";

/** The page of an address: it opens the console that the address names among the tabs, which outlive the page. */
export function AskedConsole({ vm, query }: Asked) {
  const { offer } = useTabs();
  const hydrated = useHydrated();
  // Before the browser paints: the way to the first picture is long enough. The live fleet knows the machine better than a page rendered anew.
  // biome-ignore lint/correctness/useExhaustiveDependencies: only another machine, or another wish, is to be opened
  useLayoutEffect(() => offer({ vm, query }), [offer, vm.id, query]);
  return hydrated ? null : <main className="fixed inset-0 bg-screen" />;
}
