"use client";

import { defaultRangeExtractor, type Range, useWindowVirtualizer } from "@tanstack/react-virtual";
import { ArrowDown, ArrowUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { useCallback, useRef, useState } from "react";
import { cx } from "../ui/cx.ts";
import type { Row } from "./arrange.ts";
import { type ListView, type SortKey, sortedBy } from "./list-view.ts";
import { columns, fromExtraLarge, fromLarge, MachineRow, ROW_HEIGHT } from "./machine-row.tsx";
import { usePower } from "./power-provider.tsx";
import { useListKeys } from "./use-list-keys.ts";
import { useOffset } from "./use-offset.ts";

type MachineTableProps = { rows: readonly Row[]; view: ListView; onView: (change: Partial<ListView>) => void };

/** The machines as a table; only the rows in sight are rendered. */
export function MachineTable({ rows, view, onView }: MachineTableProps) {
  const t = useTranslations("machines");
  const { pending } = usePower();
  const body = useRef<HTMLTableSectionElement>(null);
  const offset = useOffset(body);
  const [active, setActive] = useState(-1);
  const virtual = useWindowVirtualizer({
    count: rows.length,
    estimateSize: () => ROW_HEIGHT,
    overscan: 10,
    scrollMargin: offset,
    scrollPaddingStart: 40,
    initialRect: { width: 1200, height: 960 },
    getItemKey: (index) => rows[index]?.vm.id ?? index,
    rangeExtractor: useCallback((range: Range) => withActive(range, active), [active]),
  });
  const scrollTo = useCallback((index: number) => virtual.scrollToIndex(index, { align: "auto" }), [virtual]);
  useListKeys({ list: body, count: rows.length, across: 1, active, setActive, scrollTo });

  let end = offset;
  return (
    <table className="block w-full" aria-rowcount={rows.length + 1} aria-label={t("title")}>
      <thead className="sticky top-0 z-20 block bg-canvas">
        <tr className={cx(columns, "h-9 border-b border-line text-note text-ink-quiet")} aria-rowindex={1}>
          <th scope="col">
            <span className="sr-only">{t("column.screen")}</span>
          </th>
          <SortHead by="name" view={view} onView={onView} />
          <SortHead by="state" view={view} onView={onView} />
          <SortHead by="host" view={view} onView={onView} />
          <th scope="col" className={cx("text-left font-normal", fromLarge)}>
            {t("column.consoles")}
          </th>
          <SortHead by="vcpus" view={view} onView={onView} className={fromExtraLarge} right />
          <SortHead by="memory" view={view} onView={onView} right />
          <th scope="col" className={cx("pl-5 text-left font-normal", fromExtraLarge)}>
            {t("column.addresses")}
          </th>
          <th scope="col">
            <span className="sr-only">{t("column.actions")}</span>
          </th>
        </tr>
      </thead>
      <tbody ref={body} className="flow-root" style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          const gap = item.start - end;
          end = item.end;
          return <MachineRow key={item.key} row={row} index={item.index} gap={gap} pending={pending.get(row.vm.id)} onFocus={setActive} />;
        })}
      </tbody>
    </table>
  );
}

type SortHeadProps = {
  by: SortKey;
  view: ListView;
  onView: (change: Partial<ListView>) => void;
  right?: boolean;
  className?: string;
};

function SortHead({ by, view, onView, right = false, className }: SortHeadProps) {
  const t = useTranslations("machines");
  const sorted = view.sort === by;
  const Arrow = view.descending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={sorted ? (view.descending ? "descending" : "ascending") : undefined}
      className={cx("font-normal", className)}
    >
      <button
        type="button"
        onClick={() => onView(sortedBy(view, by))}
        className={cx(
          "group flex h-9 w-full items-center gap-1 rounded-inner transition-colors hover:text-ink",
          right && "flex-row-reverse",
          sorted && "font-medium text-ink",
        )}
      >
        {t(`column.${by}`)}
        <Arrow aria-hidden className={cx("size-3.5", !sorted && "opacity-0 group-hover:opacity-50")} />
      </button>
    </th>
  );
}

/** The row with the focus stays rendered when it is scrolled out of sight, so that the focus is not lost. */
export function withActive(range: Range, active: number): number[] {
  const indexes = defaultRangeExtractor(range);
  if (active < 0 || active >= range.count || indexes.includes(active)) return indexes;
  return [...indexes, active].sort((a, b) => a - b);
}
