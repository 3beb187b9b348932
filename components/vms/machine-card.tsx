"use client";

import { useLocale, useTranslations } from "next-intl";
import type { PowerAction } from "#server/contract/vm.ts";
import { cx } from "../ui/cx.ts";
import { StateBadge } from "../ui/state-badge.tsx";
import type { Row } from "./arrange.ts";
import { MachineActions } from "./machine-actions.tsx";
import { MachineLink } from "./machine-link.tsx";
import { memoryText } from "./memory.ts";
import { PendingBadge } from "./pending-badge.tsx";
import { Screen } from "./screen.tsx";
import { hasScreen } from "./shown-state.ts";

type MachineCardProps = {
  row: Row;
  index: number;
  pending: PowerAction | undefined;
  onFocus: (index: number) => void;
  /** On a phone, a machine without a picture has no frame for one, and says more in words. */
  compact?: boolean;
};

/** A machine as its screen, with its name and state below. */
export function MachineCard({ row, index, pending, onFocus, compact = false }: MachineCardProps) {
  const t = useTranslations("machines");
  const language = useLocale();
  const { vm, state, hostName } = row;
  const framed = !compact || hasScreen(state);
  return (
    <article data-index={index} onFocus={() => onFocus(index)} className="group relative min-w-0 rounded-pane">
      {framed && (
        <Screen
          id={vm.id}
          state={state}
          width={640}
          className="aspect-16/10 rounded-pane ring-1 ring-line transition-shadow group-hover:ring-line-strong"
        />
      )}
      <div className={cx("flex items-center gap-3", framed ? "pt-2.5" : "border-y border-line py-3")}>
        <div className="min-w-0 flex-1">
          <div className="flex items-center gap-2">
            <h2 className="flex min-w-0">
              <MachineLink vm={vm} className="font-medium max-md:text-read" />
            </h2>
            {vm.pendingChange && !compact && <PendingBadge short className="relative z-10" />}
          </div>
          <p className="flex min-w-0 items-center gap-2 text-note text-ink-quiet">
            <StateBadge state={state} pending={pending && t(`pending.${pending}`)} />
            <span className="truncate">
              <bdi>{hostName}</bdi>
              {compact && ` · ${t("vcpus", { count: vm.vcpus })} · ${memoryText(vm.memoryMiB, language)}`}
            </span>
          </p>
          {vm.pendingChange && compact && <PendingBadge className="mt-1" />}
        </div>
        <MachineActions row={row} />
      </div>
    </article>
  );
}
