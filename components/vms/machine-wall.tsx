"use client";

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useTranslations } from "next-intl";
import { useCallback, useLayoutEffect, useRef, useState } from "react";
import type { Row } from "./arrange.ts";
import { MachineCard } from "./machine-card.tsx";
import { usePower } from "./power-provider.tsx";
import { useListKeys } from "./use-list-keys.ts";
import { useOffset } from "./use-offset.ts";

/** Pixels between two screens; the same as the class below. */
const GAP = 24;
/** What the server renders, which does not know how wide the page is. */
const FIRST = 24;

/** The machines as a wall of screens; only the lines in sight are rendered. */
export function MachineWall({ rows }: { rows: readonly Row[] }) {
  const t = useTranslations("machines");
  const { pending } = usePower();
  const frame = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLUListElement>(null);
  const [active, setActive] = useState(-1);
  const { across, height } = useGrid(list);
  const scrollMargin = useOffset(frame);
  const virtual = useWindowVirtualizer({
    count: Math.ceil(rows.length / across),
    estimateSize: useCallback(() => height + GAP, [height]),
    overscan: 2,
    scrollMargin,
    scrollPaddingEnd: 80,
  });
  useLayoutEffect(() => (height > 0 ? virtual.measure() : undefined), [height, virtual]);
  const scrollTo = useCallback((index: number) => virtual.scrollToIndex(Math.floor(index / across), { align: "auto" }), [virtual, across]);
  useListKeys({ list, count: rows.length, across, active, setActive, scrollTo });

  const lines = height > 0 ? virtual.getVirtualItems() : [];
  const first = (lines[0]?.index ?? 0) * across;
  const end = height > 0 ? ((lines.at(-1)?.index ?? -1) + 1) * across : FIRST;
  return (
    <div ref={frame} className="px-3" style={height > 0 ? { height: virtual.getTotalSize() } : undefined}>
      <ul
        ref={list}
        aria-label={t("title")}
        className="relative grid grid-cols-[repeat(auto-fill,minmax(17rem,1fr))] gap-6"
        style={lines[0] ? { top: lines[0].start - scrollMargin } : undefined}
      >
        {rows.slice(first, end).map((row, place) => (
          <li key={row.vm.id} aria-posinset={first + place + 1} aria-setsize={rows.length} className="min-w-0">
            <MachineCard row={row} index={first + place} pending={pending.get(row.vm.id)} onFocus={setActive} />
          </li>
        ))}
      </ul>
    </div>
  );
}

/** How many screens the browser put side by side, and how high one is with its caption, in pixels; 0 until it is known. */
function useGrid(list: React.RefObject<HTMLUListElement | null>): { across: number; height: number } {
  const [grid, setGrid] = useState({ across: 1, height: 0 });
  useLayoutEffect(() => {
    const element = list.current;
    if (!element) return;
    const measure = () => {
      const across = getComputedStyle(element).gridTemplateColumns.split(" ").length;
      const height = element.firstElementChild?.getBoundingClientRect().height ?? 0;
      setGrid((before) => (before.across === across && before.height === height ? before : { across, height }));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [list]);
  return grid;
}
