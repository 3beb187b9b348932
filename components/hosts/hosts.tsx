"use client";

import { Server } from "lucide-react";
import { useTranslations } from "next-intl";
import { StaleNote } from "../live/stale-note.tsx";
import { useFleet } from "../live/use-fleet.ts";
import { PageHead } from "../shell/page-head.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { hostLabels } from "./host-labels.ts";
import { HostPanel } from "./host-panel.tsx";

/** The page of all hypervisors, live. */
export function Hosts() {
  const t = useTranslations("hosts");
  const { hosts, vms } = useFleet();
  const labels = hostLabels(hosts);
  return (
    <>
      <PageHead title={t("title")} note={<StaleNote />} />
      {hosts.length === 0 && (
        <EmptyState icon={<Server aria-hidden />} title={t("empty.title")}>
          {t("empty.text")}
        </EmptyState>
      )}
      <ul className="px-3 max-md:px-4">
        {hosts.map((host) => (
          <li key={host.key} className="border-t border-line last:border-b">
            <HostPanel host={host} label={labels.get(host.key) ?? host.name} vms={vms.filter((vm) => vm.host === host.key)} />
          </li>
        ))}
      </ul>
    </>
  );
}
