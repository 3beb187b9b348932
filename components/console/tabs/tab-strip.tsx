"use client";

import { Tabs } from "@base-ui/react/tabs";
import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { KeyboardEvent, MouseEvent } from "react";
import { useHost, useVm } from "../../live/use-fleet.ts";
import { usePalette } from "../../shell/palette-provider.tsx";
import { cx } from "../../ui/cx.ts";
import { IconButton } from "../../ui/icon-button.tsx";
import { StateIcon } from "../../ui/state-badge.tsx";
import { shownState } from "../../vms/shown-state.ts";
import type { OpenTab } from "./open-tabs.ts";
import { useTabs } from "./tabs-provider.tsx";

type TabStripProps = {
  /** Takes the focus when the strip goes with the last tab beside the one in view. */
  onLeave: () => void;
};

/** The consoles that are open side by side, above the tools; nothing while there is one. */
export function TabStrip({ onLeave }: TabStripProps) {
  const t = useTranslations("tabs");
  const find = useTranslations("common.palette")("label");
  const { tabs, active, show } = useTabs();
  const palette = usePalette();
  const leave = (tab: HTMLElement) => (tabs.length > 2 ? focusBeside(tab) : onLeave());
  if (tabs.length < 2) return null;
  return (
    <Tabs.Root value={active} onValueChange={show} className="flex w-0 min-w-full items-center border-b border-line px-1">
      <Tabs.List aria-label={t("label")} className="flex min-w-0 flex-1 overflow-x-auto [scrollbar-width:none]">
        {tabs.map((tab) => (
          <Tab key={tab.vm} tab={tab} onLeave={leave} />
        ))}
      </Tabs.List>
      <IconButton label={find} onClick={palette.open}>
        <Plus aria-hidden />
      </IconButton>
    </Tabs.Root>
  );
}

/** `onLeave`: the focus is on the tab, and it is about to go. */
function Tab({ tab, onLeave }: { tab: OpenTab; onLeave: (element: HTMLElement) => void }) {
  const t = useTranslations("tabs");
  const { active, connected, close } = useTabs();
  const { name, state } = useTabMachine(tab);
  const isActive = tab.vm === active;
  const closeByWheel = (event: MouseEvent) => {
    if (event.button === 1) close(tab.vm);
  };
  const closeByKey = ({ key, currentTarget }: KeyboardEvent<HTMLElement>) => {
    if (key !== "Delete") return;
    // With the one in view another comes into view, and takes the focus.
    if (!isActive) onLeave(currentTarget);
    close(tab.vm);
  };
  // A middle click would begin to scroll.
  const keepStill = (event: MouseEvent) => {
    if (event.button === 1) event.preventDefault();
  };
  return (
    <div role="presentation" className="group/tab relative min-w-28 max-w-48 flex-1">
      <Tabs.Tab
        value={tab.vm}
        aria-keyshortcuts="Delete"
        onMouseDown={keepStill}
        onAuxClick={closeByWheel}
        title={connected.has(tab.vm) ? name : t("resting", { name })}
        onKeyDown={closeByKey}
        className={cx(
          "flex h-9 w-full items-center gap-1.5 rounded-inner pr-8 pl-2 -outline-offset-2 transition-colors select-none pointer-coarse:h-11 pointer-coarse:pr-11",
          "text-ink-quiet hover:bg-hover hover:text-ink data-active:font-medium data-active:text-ink",
        )}
      >
        <StateIcon state={state} />
        <bdi className="truncate">{name}</bdi>
        {isActive && <span aria-hidden className="absolute inset-x-2 bottom-0 h-0.5 bg-accent" />}
      </Tabs.Tab>
      <button
        type="button"
        aria-hidden
        tabIndex={-1}
        title={t("close")}
        onClick={() => close(tab.vm)}
        className={cx(
          "absolute inset-y-0 right-1 my-auto grid size-6 place-items-center rounded-inner text-ink-quiet hover:bg-pressed hover:text-ink pointer-coarse:right-0 pointer-coarse:size-11 [&_svg]:size-3.5",
          !isActive && "pointer-fine:opacity-0 pointer-fine:group-hover/tab:opacity-100",
        )}
      >
        <X aria-hidden />
      </button>
    </div>
  );
}

/** Puts the focus on the tab that comes in the place of this one. */
function focusBeside(tab: HTMLElement): void {
  const place = tab.parentElement;
  const beside = place?.nextElementSibling ?? place?.previousElementSibling;
  beside?.querySelector<HTMLElement>("[role=tab]")?.focus();
}

/** What a tab says of its machine, live. */
export function useTabMachine(tab: OpenTab) {
  const vm = useVm(tab.vm);
  const host = useHost(vm?.host);
  return { name: vm?.name ?? tab.name, state: vm ? shownState(vm, host) : ("unknown" as const) };
}
