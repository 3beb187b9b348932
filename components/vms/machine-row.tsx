"use client";

import { useLocale, useTranslations } from "next-intl";
import { memo } from "react";
import type { PowerAction } from "#server/contract/vm.ts";
import { cx } from "../ui/cx.ts";
import { StateBadge } from "../ui/state-badge.tsx";
import type { Row } from "./arrange.ts";
import { MachineActions } from "./machine-actions.tsx";
import { MachineLink } from "./machine-link.tsx";
import { memoryText } from "./memory.ts";
import { PendingBadge } from "./pending-badge.tsx";
import { Screen } from "./screen.tsx";

/** Pixels. The same in machine-table.tsx's virtual list and in the class of the row. */
export const ROW_HEIGHT = 48;

/** The columns, by the page's width: what compares best stays longest. */
export const columns =
  "grid items-center gap-x-4 px-3 [--actions:6.625rem] pointer-coarse:[--actions:8.625rem] " +
  "grid-cols-[4rem_minmax(0,2fr)_7.5rem_minmax(0,1fr)_5rem_var(--actions)] " +
  "lg:grid-cols-[4rem_minmax(0,2fr)_8.5rem_minmax(0,1fr)_8rem_5rem_var(--actions)] " +
  "xl:grid-cols-[4rem_minmax(0,2.2fr)_9rem_minmax(0,1.1fr)_9rem_4rem_5rem_minmax(0,11rem)_var(--actions)]";

/** Shown from 1024 and from 1280 pixels of width. */
export const fromLarge = "max-lg:hidden";
export const fromExtraLarge = "max-xl:hidden";

type MachineRowProps = {
  row: Row;
  /** Place in the list, from 0. */
  index: number;
  pending: PowerAction | undefined;
  /** Pixels left out above: rows between this one and the one before it are not rendered. */
  gap: number;
  onFocus: (index: number) => void;
};

/** A machine as one line of the table. */
export const MachineRow = memo(function MachineRow({ row, index, pending, gap, onFocus }: MachineRowProps) {
  const t = useTranslations("machines");
  const language = useLocale();
  const { vm, state, hostName } = row;
  return (
    <tr
      data-index={index}
      aria-rowindex={index + 2}
      onFocus={() => onFocus(index)}
      style={gap > 0 ? { marginTop: gap } : undefined}
      className={cx(columns, "group relative h-12 border-b border-line transition-colors hover:bg-hover")}
    >
      <td>
        <Screen id={vm.id} state={state} width={160} className="h-10 w-16 rounded-inner" />
      </td>
      <td className="flex min-w-0 flex-col">
        <MachineLink vm={vm} className="font-medium" />
        {(vm.title || vm.pendingChange) && (
          <span className="flex min-w-0 items-center gap-2">
            {vm.pendingChange && <PendingBadge />}
            <bdi className="truncate text-note text-ink-quiet" title={vm.title}>
              {vm.title}
            </bdi>
          </span>
        )}
      </td>
      <td>
        <StateBadge state={state} pending={pending && t(`pending.${pending}`)} />
      </td>
      <td className="truncate text-ink-quiet" title={hostName}>
        <bdi>{hostName}</bdi>
      </td>
      <td className={cx("truncate text-ink-quiet", fromLarge)}>
        <Consoles row={row} />
      </td>
      <td className={cx("text-right text-ink-quiet tabular-nums", fromExtraLarge)}>{vm.vcpus}</td>
      <td className="text-right whitespace-nowrap text-ink-quiet tabular-nums">{memoryText(vm.memoryMiB, language)}</td>
      <td className={cx("min-w-0 pl-5", fromExtraLarge)}>
        <Addresses addresses={vm.addresses} />
      </td>
      <td>
        <MachineActions row={row} />
      </td>
    </tr>
  );
}, sameRow);

/** Rows are made anew with every change of the fleet; only what they show counts. */
function sameRow(before: MachineRowProps, now: MachineRowProps): boolean {
  return (
    before.row.vm === now.row.vm &&
    before.row.state === now.row.state &&
    before.row.hostName === now.row.hostName &&
    before.row.pinned === now.row.pinned &&
    before.index === now.index &&
    before.pending === now.pending &&
    before.gap === now.gap &&
    before.onFocus === now.onFocus
  );
}

/** The ways to a machine's screen or text. */
export function Consoles({ row: { vm } }: { row: Row }) {
  const t = useTranslations("machines");
  const graphics = [...new Set(vm.graphics.map(({ type }) => type.toUpperCase()))];
  const all = vm.serials.length > 0 ? [...graphics, t("serial")] : graphics;
  return all.length > 0 ? all.join(", ") : t("noConsole");
}

function Addresses({ addresses }: { addresses: readonly string[] }) {
  const t = useTranslations("machines");
  const [first, ...others] = addresses;
  if (first === undefined) return null;
  return (
    <span className="flex min-w-0 items-baseline gap-1.5" title={addresses.join("\n")}>
      <span className="truncate font-mono text-note">{first}</span>
      {others.length > 0 && <span className="text-note text-ink-quiet">{t("more", { count: others.length })}</span>}
    </span>
  );
}
