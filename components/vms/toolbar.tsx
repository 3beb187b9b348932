"use client";

import { LayoutGrid, List, Search, Star, X } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef } from "react";
import type { Host } from "#server/contract/host.ts";
import { hostLabels } from "../hosts/host-labels.ts";
import { cx } from "../ui/cx.ts";
import { iconButtonClass } from "../ui/icon-button.tsx";
import { Kbd } from "../ui/kbd.tsx";
import { Select } from "../ui/select.tsx";
import { Segmented } from "../ui/toggle.tsx";
import type { Arranged } from "./arrange.ts";
import { type ListView, type StateFilter, stateFilters } from "./list-view.ts";

type ToolbarProps = {
  view: ListView;
  onView: (change: Partial<ListView>) => void;
  counts: Arranged["counts"];
  hosts: readonly Host[];
};

/** Filled rather than framed, like the controls beside it: the icon and the words say what it is. */
const searchClass =
  "peer h-9 w-full min-w-0 rounded-pane bg-hover pr-9 pl-9 transition-shadow outline-none focus-visible:bg-surface focus-visible:ring-2 " +
  "focus-visible:ring-accent focus-visible:ring-inset pointer-coarse:h-11 pointer-coarse:text-read [&::-webkit-search-cancel-button]:hidden";

/** Search, filters and layout of the list of machines. */
export function Toolbar({ view, onView, counts, hosts }: ToolbarProps) {
  const t = useTranslations("machines");
  const hostOptions = [
    { value: "", label: t("allHosts") },
    ...Array.from(hostLabels(hosts), ([value, label]) => ({ value, label: <bdi>{label}</bdi> })),
  ];
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2 px-3 pb-3 max-md:px-4">
      <StateFilters view={view} onView={onView} counts={counts} />
      <div className="flex min-w-0 items-center gap-2 md:ml-auto max-md:order-first max-md:w-full">
        {hosts.length > 1 && (
          <Select
            label={t("filterHost")}
            value={view.host ?? ""}
            options={hostOptions}
            onChange={(host) => onView({ host: host || null })}
            className="max-md:max-w-36"
          />
        )}
        <SearchField query={view.query} onQuery={(query) => onView({ query })} />
        <div className="max-md:hidden">
          <Segmented
            label={t("layout")}
            value={view.layout}
            onChange={(layout) => onView({ layout })}
            iconsOnly
            options={[
              { value: "list", label: t("list"), icon: <List aria-hidden /> },
              { value: "wall", label: t("wall"), icon: <LayoutGrid aria-hidden /> },
            ]}
          />
        </div>
      </div>
    </div>
  );
}

function StateFilters({ view, onView, counts }: Pick<ToolbarProps, "view" | "onView" | "counts">) {
  const t = useTranslations("machines");
  const pinned = useTranslations("tabs")("pinned");
  const always: (StateFilter | null)[] = [null, "running", "off"];
  const shown = [null, ...stateFilters].filter((state) => always.includes(state) || view.state === state || (state && counts[state] > 0));
  return (
    <fieldset className="-mx-2 flex min-w-0 gap-0.5 overflow-x-auto [scrollbar-width:none]">
      <legend className="sr-only">{t("filterState")}</legend>
      {shown.map((state) => (
        <FilterButton key={state ?? "all"} pressed={view.state === state} count={counts[state ?? "all"]} onPress={() => onView({ state })}>
          {t(state ?? "all")}
        </FilterButton>
      ))}
      {(counts.pinned > 0 || view.pinned) && (
        <FilterButton pressed={view.pinned} count={counts.pinned} onPress={() => onView({ pinned: !view.pinned })}>
          <Star aria-hidden className={cx("size-4", view.pinned && "fill-current")} />
          {pinned}
        </FilterButton>
      )}
    </fieldset>
  );
}

type FilterButtonProps = { pressed: boolean; count: number; onPress: () => void; children: ReactNode };

function FilterButton({ pressed, count, onPress, children }: FilterButtonProps) {
  const format = useFormatter();
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onPress}
      className={cx(
        "flex h-8 shrink-0 items-center gap-1.5 rounded-pane px-2.5 text-ink-quiet transition-colors hover:text-ink pointer-coarse:h-11",
        "aria-pressed:bg-hover aria-pressed:font-medium aria-pressed:text-ink",
      )}
    >
      {children}
      <span className="text-note text-ink-quiet">{format.number(count)}</span>
    </button>
  );
}

/** "/" leads into the search, Escape empties it, then leaves it. */
function SearchField({ query, onQuery }: { query: string; onQuery: (query: string) => void }) {
  const t = useTranslations("machines");
  const input = useRef<HTMLInputElement>(null);
  useSlash(input);
  return (
    <div className="relative min-w-0 flex-1 md:w-60 lg:w-72 md:flex-none">
      <Search aria-hidden className="pointer-events-none absolute inset-y-0 left-3 my-auto size-4 text-ink-quiet" />
      <input
        ref={input}
        type="search"
        aria-label={t("search")}
        placeholder={t("searchHint")}
        value={query}
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== "Escape") return;
          if (query) onQuery("");
          else input.current?.blur();
        }}
        autoComplete="off"
        spellCheck={false}
        className={searchClass}
      />
      {query ? (
        <button
          type="button"
          aria-label={t("clearSearch")}
          onClick={() => {
            onQuery("");
            input.current?.focus();
          }}
          className={iconButtonClass("absolute inset-y-0 right-0.5 my-auto")}
        >
          <X aria-hidden />
        </button>
      ) : (
        <Kbd className="pointer-events-none absolute inset-y-0 right-2 my-auto peer-focus:hidden pointer-coarse:hidden">/</Kbd>
      )}
    </div>
  );
}

function useSlash(input: React.RefObject<HTMLInputElement | null>): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const typing =
        event.target instanceof Element && event.target.closest("input, textarea, select, [contenteditable], [role=menu], [role=dialog]");
      if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || typing) return;
      event.preventDefault();
      input.current?.select();
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, [input]);
}
