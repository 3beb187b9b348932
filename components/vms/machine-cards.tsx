"use client";

import { useWindowVirtualizer } from "@tanstack/react-virtual";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { useHydrated } from "../ui/use-hydrated.ts";
import type { Row } from "./arrange.ts";
import { MachineCard } from "./machine-card.tsx";
import { usePower } from "./power-provider.tsx";
import { hasScreen } from "./shown-state.ts";
import { useOffset } from "./use-offset.ts";

/** Heights on a phone of 390 pixels' width: a card with its screen, and one without. Measured anew once rendered. */
const FRAMED = 302;
const BARE = 96;
/** What the server renders, which does not know how high the page is. */
const FIRST = 12;

/** The machines one below the other, for a phone; only those in sight are rendered. */
export function MachineCards({ rows }: { rows: readonly Row[] }) {
  const t = useTranslations("machines");
  const { pending } = usePower();
  const list = useRef<HTMLUListElement>(null);
  const hydrated = useHydrated();
  const scrollMargin = useOffset(list);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: (index) => (hasScreen(rows[index]?.state ?? "off") ? FRAMED : BARE),
    overscan: 4,
    scrollMargin,
    indexAttribute: "data-place",
    getItemKey: (index) => rows[index]?.vm.id ?? index,
  });
  const items = hydrated ? virtual.getVirtualItems() : [];
  const places = hydrated ? items.map((item) => item.index) : rows.slice(0, FIRST).map((_, index) => index);
  return (
    <ul ref={list} aria-label={t("title")} className="flow-root px-4" style={hydrated ? { height: virtual.getTotalSize() } : undefined}>
      {places.map((index, order) => {
        const row = rows[index];
        if (!row) return null;
        return (
          <li
            key={row.vm.id}
            ref={virtual.measureElement}
            data-place={index}
            aria-posinset={index + 1}
            aria-setsize={rows.length}
            style={order === 0 && items[0] ? { marginTop: items[0].start - scrollMargin } : undefined}
            className="pb-5"
          >
            <MachineCard row={row} index={index} pending={pending.get(row.vm.id)} onFocus={ignore} compact />
          </li>
        );
      })}
    </ul>
  );
}

function ignore(): void {}
