"use client";

import { useTranslations } from "next-intl";
import type { VmId } from "#server/contract/vm.ts";
import { StateIcon } from "../ui/state-badge.tsx";
import type { Row } from "./arrange.ts";
import { MachineLink } from "./machine-link.tsx";
import { Screen } from "./screen.tsx";

/** Fewer machines are all in sight anyway. */
const WORTH_IT = 6;
/** More would be a second list. */
const MOST = 6;

type RecentMachinesProps = {
  /** Whose consoles were opened last, the latest first. */
  recent: readonly VmId[];
  /** The machines of the list; those that are pinned are at its top already. */
  rows: readonly Row[];
};

/** The short way back to the machines that a person opened last, above a list that is long. */
export function RecentMachines({ recent, rows }: RecentMachinesProps) {
  const t = useTranslations("tabs");
  const shown = recent.flatMap((id) => rows.find(({ vm, pinned }) => vm.id === id && !pinned) ?? []).slice(0, MOST);
  if (rows.length <= WORTH_IT || shown.length === 0) return null;
  return (
    <nav aria-label={t("recent")} className="flex items-center gap-3 px-3 pb-3 max-md:px-4">
      <span aria-hidden className="shrink-0 text-note text-ink-quiet max-md:hidden">
        {t("recent")}
      </span>
      <ul className="-my-1 flex min-w-0 gap-2 overflow-x-auto py-1 [scrollbar-width:none] max-md:-mx-4 max-md:px-4">
        {shown.map(({ vm, state }) => (
          <li
            key={vm.id}
            className="relative flex h-9 max-w-52 shrink-0 items-center gap-2 rounded-pane pr-2.5 pl-1 ring-1 ring-line transition-colors hover:bg-hover pointer-coarse:h-11"
          >
            <Screen id={vm.id} state={state} width={160} className="h-6.5 w-10 shrink-0 rounded-[4px]" />
            <MachineLink vm={vm} />
            <StateIcon state={state} />
          </li>
        ))}
      </ul>
    </nav>
  );
}
