"use client";

import { useTranslations } from "next-intl";
import { useCallback, useDeferredValue, useMemo } from "react";
import type { VmId } from "#server/contract/vm.ts";
import { StaleNote } from "../live/stale-note.tsx";
import { useFleet } from "../live/use-fleet.ts";
import { PageHead } from "../shell/page-head.tsx";
import { useMedia } from "../ui/use-hydrated.ts";
import { arrange } from "./arrange.ts";
import { HostNotices } from "./host-notices.tsx";
import { ListContextMenu } from "./list-context-menu.tsx";
import { isFiltered, plainView } from "./list-view.ts";
import { MachineCards } from "./machine-cards.tsx";
import { MachineTable } from "./machine-table.tsx";
import { MachineWall } from "./machine-wall.tsx";
import { NoMachines, NoMatch } from "./no-machines.tsx";
import { usePins } from "./pins-provider.tsx";
import { RecentMachines } from "./recent-machines.tsx";
import { Toolbar } from "./toolbar.tsx";
import { useListView } from "./use-list-view.ts";

/** The page of all machines of all hypervisors, live. `recent`: those whose consoles the person opened last. */
export function Machines({ recent }: { recent: readonly VmId[] }) {
  const t = useTranslations("machines");
  const { vms, hosts } = useFleet();
  const { pins } = usePins();
  const [view, change] = useListView();
  const query = useDeferredValue(view.query);
  const { rows, counts } = useMemo(() => arrange(vms, hosts, { ...view, query }, pins), [vms, hosts, view, query, pins]);
  const countOf = useCallback((key: string) => vms.filter((vm) => vm.host === key).length, [vms]);
  const clear = () => change({ query: plainView.query, state: plainView.state, host: plainView.host, pinned: plainView.pinned });

  return (
    <>
      <PageHead title={t("title")} note={<StaleNote />} />
      <HostNotices hosts={hosts} countOf={countOf} />
      {vms.length === 0 ? (
        <NoMachines hosts={hosts} />
      ) : (
        <>
          <Toolbar view={view} onView={change} counts={counts} hosts={hosts} />
          {!isFiltered(view) && <RecentMachines recent={recent} rows={rows} />}
          <p role="status" className="sr-only">
            {t("shown", { count: rows.length })}
          </p>
          {rows.length === 0 ? (
            <NoMatch onClear={clear} />
          ) : (
            <ListContextMenu rows={rows}>
              <Layouts
                list={<MachineTable rows={rows} view={view} onView={change} />}
                wall={<MachineWall rows={rows} />}
                cards={<MachineCards rows={rows} />}
                layout={view.layout}
              />
            </ListContextMenu>
          )}
        </>
      )}
    </>
  );
}

type LayoutsProps = { list: React.ReactNode; wall: React.ReactNode; cards: React.ReactNode; layout: "list" | "wall" };

/** Cards on phones, else what was chosen. The server does not know which, so it renders both and the style hides one. */
function Layouts({ list, wall, cards, layout }: LayoutsProps) {
  const wide = useMedia("(min-width: 48rem)");
  return (
    <>
      {wide !== false && <div className="max-md:hidden">{layout === "wall" ? wall : list}</div>}
      {wide !== true && <div className="md:hidden">{cards}</div>}
    </>
  );
}
