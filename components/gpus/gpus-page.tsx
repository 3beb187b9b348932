"use client";

import { ArrowLeft, CloudOff, Gpu as GpuIcon, Lock, Unplug } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { GpuInventory } from "#server/contract/gpu.ts";
import type { ApiFailure } from "../api.ts";
import { useGpus } from "../display/use-gpus.ts";
import { hostLabels } from "../hosts/host-labels.ts";
import { StaleNote } from "../live/stale-note.tsx";
import { useFleet } from "../live/use-fleet.ts";
import { buttonClass } from "../ui/button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Failure } from "../ui/failure.tsx";
import { iconButtonClass } from "../ui/icon-button.tsx";
import { Section } from "../ui/section.tsx";
import { Tooltip } from "../ui/tooltip.tsx";
import { usePower } from "../vms/power-provider.tsx";
import { AssignDialog, type ToAssign } from "./assign-dialog.tsx";
import { BootGuide } from "./boot-guide.tsx";
import { Checks } from "./checks.tsx";
import { GpuPanel } from "./gpu-panel.tsx";
import { needsCommands } from "./gpu-standing.ts";

/** The page of a host's GPUs. */
export function GpusPage({ host: key }: { host: string }) {
  const t = useTranslations("gpus");
  const { hosts } = useFleet();
  const { rights } = usePower();
  const label = hostLabels(hosts).get(key);
  const name = () => <bdi>{label ?? key}</bdi>;
  return (
    <>
      <header className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-1 px-3 pt-6 pb-4 max-md:px-4 max-md:pt-4">
        <Tooltip text={t("back")}>
          <Link href="/hosts" aria-label={t("back")} className={iconButtonClass("-ml-2")}>
            <ArrowLeft aria-hidden />
          </Link>
        </Tooltip>
        <h1 className="min-w-0 text-title font-semibold break-words">{t.rich("title", { name })}</h1>
        <StaleNote />
      </header>
      {label === undefined && <Moment icon={<Unplug aria-hidden />} moment="unknown" />}
      {label !== undefined && !rights.gpuRead && <Moment icon={<Lock aria-hidden />} moment="notAllowed" />}
      {label !== undefined && rights.gpuRead && <Asked host={key} />}
    </>
  );
}

/** What there is, once the host has told; asked again when its machines change. */
function Asked({ host }: { host: string }) {
  const { inventory, failure, load } = useGpus(host, true);
  const { vms } = useFleet();
  const standing = vms.flatMap((vm) => (vm.host === host ? `${vm.id} ${vm.state} ${vm.pendingChange}` : [])).join();
  const asked = useRef(standing);
  useEffect(() => {
    if (standing === asked.current) return;
    asked.current = standing;
    load();
  }, [standing, load]);
  if (inventory) return <Inventory host={host} inventory={inventory} load={load} />;
  if (failure) return <Unreadable failure={failure} />;
  return <Skeleton />;
}

type InventoryProps = { host: string; inventory: GpuInventory; load: () => void };

function Inventory({ host, inventory: { gpus, checks, commands }, load }: InventoryProps) {
  const t = useTranslations("gpus");
  const [assign, setAssign] = useState<{ wanted: ToAssign; open: boolean } | null>(null);
  if (gpus.length === 0) {
    return (
      <EmptyState icon={<GpuIcon aria-hidden />} title={t("empty.title")}>
        {t("empty.text")}
      </EmptyState>
    );
  }
  const needed = commands.length > 0 && needsCommands(gpus, checks);
  return (
    <>
      <Section title={t("host")}>
        <Checks checks={checks.filter(({ gpu }) => gpu === null)} />
      </Section>
      <ul className="mx-3 border-b border-line max-md:mx-4">
        {gpus.map((gpu) => (
          <li key={gpu.address} className="border-t border-line">
            <GpuPanel host={host} gpu={gpu} checks={checks} onAssign={(wanted) => setAssign({ wanted, open: true })} onMade={load} />
          </li>
        ))}
      </ul>
      {needed && (
        <section className="px-3 py-6 max-md:px-4">
          <h2 className="mb-1.5 text-read font-semibold">{t("ready.title")}</h2>
          <BootGuide commands={commands} />
        </section>
      )}
      {assign && <AssignDialog {...assign} host={host} onOpenChange={(open) => setAssign({ ...assign, open })} />}
    </>
  );
}

function Moment({ icon, moment }: { icon: ReactNode; moment: "unknown" | "notAllowed" }) {
  const t = useTranslations("gpus");
  return (
    <EmptyState
      icon={icon}
      title={t(`${moment}.title`)}
      action={
        <Link href="/hosts" className={buttonClass("primary")}>
          {t("back")}
        </Link>
      }
    >
      {t(`${moment}.text`)}
    </EmptyState>
  );
}

function Unreadable({ failure }: { failure: ApiFailure }) {
  const t = useTranslations("gpus");
  return (
    <EmptyState icon={<CloudOff aria-hidden />} title={t("failed")}>
      <Failure error={failure} className="w-full" />
    </EmptyState>
  );
}

/** In the shape of what comes. */
function Skeleton() {
  const t = useTranslations("gpus");
  return (
    <div role="status" aria-label={t("loading")} className="mx-3 grid gap-6 border-t border-line py-6 max-md:mx-4">
      {[1, 2].map((row) => (
        <div key={row} className="grid gap-x-8 gap-y-4 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.6fr)]">
          <div className="grid content-start gap-2">
            <div className="skeleton h-5 w-2/3" />
            <div className="skeleton h-4 w-1/3" />
          </div>
          <div className="skeleton h-20" />
        </div>
      ))}
    </div>
  );
}
