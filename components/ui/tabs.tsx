"use client";

import { Tabs as Base } from "@base-ui/react/tabs";
import type { ReactNode } from "react";

export type Tab = { value: string; label: ReactNode; children: ReactNode };

type TabsProps = {
  label: string;
  tabs: readonly Tab[];
  /** The one that is in view at first; without it, the first. */
  first?: string | undefined;
  end?: ReactNode;
};

/** Sides of one thing, one in view at a time. */
export function Tabs({ label, tabs, first, end }: TabsProps) {
  return (
    <Base.Root defaultValue={first ?? tabs[0]?.value ?? null}>
      <div className="flex items-center gap-2 border-b border-line">
        <Base.List aria-label={label} className="relative flex min-w-0 flex-1 gap-5">
          {tabs.map((tab) => (
            <Base.Tab
              key={tab.value}
              value={tab.value}
              className="h-9 rounded-inner whitespace-nowrap text-ink-quiet transition-colors select-none hover:text-ink data-active:font-medium data-active:text-ink pointer-coarse:h-11"
            >
              {tab.label}
            </Base.Tab>
          ))}
          <Base.Indicator className="absolute bottom-0 left-0 h-0.5 w-(--active-tab-width) translate-x-(--active-tab-left) bg-accent transition-[translate,width]" />
        </Base.List>
        {end}
      </div>
      {tabs.map((tab) => (
        <Base.Panel key={tab.value} value={tab.value} className="rounded-inner pt-4">
          {tab.children}
        </Base.Panel>
      ))}
    </Base.Root>
  );
}
