"use client";

import { ArrowLeft, ChevronDown, Command } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, type RefObject, useId } from "react";
import { usePalette } from "../shell/palette-provider.tsx";
import { cx } from "../ui/cx.ts";
import { IconButton, iconButtonClass } from "../ui/icon-button.tsx";
import { Tooltip } from "../ui/tooltip.tsx";
import { PendingBadge } from "../vms/pending-badge.tsx";
import { StatusPill } from "./status-pill.tsx";
import { TabMenu } from "./tabs/tab-menu.tsx";
import { TabStrip } from "./tabs/tab-strip.tsx";
import { useTabs } from "./tabs/tabs-provider.tsx";
import { DeskTools, PhoneTools, type ToolsProps } from "./tools.tsx";
import type { Fold } from "./use-fold.ts";

type ToolbarProps = ToolsProps & {
  name: string;
  fold: Fold;
  bar: RefObject<HTMLDivElement | null>;
  onLeave: () => void;
};

/** The tools at the top edge: folded away over a live picture, unfolded by the handle, the pointer, the focus or Ctrl+Alt+Shift. */
export function Toolbar({ name, fold, bar, onLeave, ...tools }: ToolbarProps) {
  const t = useTranslations("console");
  const { tabs } = useTabs();
  const id = useId();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") onLeave();
  };
  return (
    <div className="pointer-events-none absolute inset-x-0 top-0 z-20 flex justify-center px-2 max-sm:hidden">
      <div
        ref={bar}
        {...fold.handlers}
        className={cx(
          "pointer-events-auto flex max-w-full flex-col items-center transition-transform",
          // All but the handle.
          !fold.open && "-translate-y-[calc(100%-1rem+1px)] pointer-coarse:-translate-y-[calc(100%-1.75rem+1px)]",
        )}
      >
        {/* biome-ignore lint/a11y/noStaticElementInteractions: Escape leads back from whatever has the focus in it */}
        <div
          id={id}
          onKeyDown={onKeyDown}
          className={cx("max-w-full rounded-b-pane bg-surface ring-1 ring-line", fold.open && "shadow-raised")}
        >
          <TabStrip onLeave={onLeave} />
          <div role="toolbar" aria-label={t("toolbar")} className="flex h-12 items-center gap-1 px-2 pointer-coarse:h-14">
            <BackLink />
            {/* Beside others its tab says it. */}
            {tabs.length < 2 && (
              <span className="max-w-40 min-w-16 truncate px-1 font-medium lg:max-w-64">
                <bdi>{name}</bdi>
              </span>
            )}
            <StatusPill model={tools.console.view.model} className="mr-1" />
            {tools.vm?.pendingChange && <PendingBadge short className="lg:hidden" />}
            {tools.vm?.pendingChange && <PendingBadge className="max-lg:hidden" />}
            <span aria-hidden className="mx-1 h-5 w-px shrink-0 bg-line" />
            <FindButton />
            <DeskTools {...tools} onHold={fold.hold} />
          </div>
        </div>
        <Tooltip text={t("leave")}>
          <button
            type="button"
            aria-label={t(fold.open ? "fold" : "unfold")}
            aria-expanded={fold.open}
            aria-controls={id}
            onClick={fold.toggle}
            className={cx(
              "grid h-4 w-14 place-items-center rounded-b-pane ring-1 pointer-coarse:h-7 pointer-coarse:w-20",
              fold.open
                ? "bg-surface text-ink-quiet ring-line hover:text-ink"
                : "bg-screen text-screen-ink ring-screen-ink/40 hover:bg-surface hover:text-ink",
            )}
          >
            <ChevronDown aria-hidden className={cx("size-3.5 transition-transform", fold.open && "rotate-180")} />
          </button>
        </Tooltip>
      </div>
    </div>
  );
}

function BackLink() {
  const t = useTranslations("console");
  return (
    <Tooltip text={t("back")}>
      <Link href="/" aria-label={t("back")} className={iconButtonClass()}>
        <ArrowLeft aria-hidden />
      </Link>
    </Tooltip>
  );
}

/** Leads to any other machine, and to what can be done with this one. */
function FindButton() {
  const t = useTranslations("common.palette");
  const palette = usePalette();
  return (
    <IconButton label={t("label")} keys="Ctrl K" onClick={palette.open}>
      <Command aria-hidden />
    </IconButton>
  );
}

/** A phone's bars: whose screen it is above, the tools below, in reach of the thumb; the picture stays between them. */
export function PhoneBars({ name, ...tools }: ToolsProps & { name: string }) {
  const t = useTranslations("console");
  return (
    <>
      <div className="absolute inset-x-0 top-0 z-20 flex h-[calc(3rem+env(safe-area-inset-top))] items-center gap-1 bg-surface pt-[env(safe-area-inset-top)] pr-3 pl-1 sm:hidden">
        <BackLink />
        <TabMenu name={name} />
        {tools.vm?.pendingChange && <PendingBadge short />}
        <StatusPill model={tools.console.view.model} />
      </div>
      <div
        role="toolbar"
        aria-label={t("toolbar")}
        className="absolute inset-x-0 bottom-0 z-20 flex h-[calc(3.5rem+env(safe-area-inset-bottom))] items-center justify-around gap-1 bg-surface px-2 pb-[env(safe-area-inset-bottom)] ring-1 ring-line sm:hidden"
      >
        <PhoneTools {...tools} />
      </div>
    </>
  );
}
