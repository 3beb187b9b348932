"use client";

import { ChevronDown, Search, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { usePalette } from "../../shell/palette-provider.tsx";
import { cx } from "../../ui/cx.ts";
import { isolate } from "../../ui/isolate.ts";
import { Menu, MenuGroup, MenuItem, MenuLine } from "../../ui/menu.tsx";
import { StateIcon } from "../../ui/state-badge.tsx";
import type { OpenTab } from "./open-tabs.ts";
import { useTabMachine } from "./tab-strip.tsx";
import { useTabs } from "./tabs-provider.tsx";

/** On a phone, whose screen it is, and the way to the other consoles that are open. */
export function TabMenu({ name }: { name: string }) {
  const t = useTranslations("tabs");
  const find = useTranslations("common.palette")("label");
  const { tabs, active, show, close } = useTabs();
  const palette = usePalette();
  return (
    <Menu
      align="start"
      trigger={
        <button
          type="button"
          aria-label={t("switch", { name: isolate(name), count: tabs.length })}
          className="flex h-11 min-w-0 flex-1 items-center gap-1.5 rounded-pane px-1 text-left font-medium data-popup-open:bg-hover"
        >
          <bdi className="truncate">{name}</bdi>
          {tabs.length > 1 && (
            <span
              aria-hidden
              className="grid h-5 min-w-5 shrink-0 place-items-center rounded-inner px-1 text-note ring-1 ring-line-strong ring-inset"
            >
              {tabs.length}
            </span>
          )}
          <ChevronDown aria-hidden className="size-4 shrink-0 text-ink-quiet" />
        </button>
      }
    >
      {tabs.length > 1 && (
        <MenuGroup label={t("label")}>
          {tabs.map((tab) => (
            <TabItem key={tab.vm} tab={tab} active={tab.vm === active} onShow={() => show(tab.vm)} />
          ))}
        </MenuGroup>
      )}
      {tabs.length > 1 && <MenuLine />}
      <MenuItem icon={<Search aria-hidden />} onSelect={palette.open}>
        {find}
      </MenuItem>
      <MenuItem icon={<X aria-hidden />} onSelect={() => active && close(active)}>
        {t("closeThis")}
      </MenuItem>
    </Menu>
  );
}

function TabItem({ tab, active, onShow }: { tab: OpenTab; active: boolean; onShow: () => void }) {
  const { name, state } = useTabMachine(tab);
  return (
    <MenuItem icon={<StateIcon state={state} />} onSelect={onShow}>
      <bdi className={cx(active && "font-medium")}>{name}</bdi>
    </MenuItem>
  );
}
