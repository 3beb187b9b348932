"use client";

import { ChevronRight, Search } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type RefObject, useMemo, useRef, useState } from "react";
import type { Gpu } from "#server/contract/gpu.ts";
import { useFleet } from "../live/use-fleet.ts";
import { Dialog } from "../ui/dialog.tsx";
import { inputClass } from "../ui/field.tsx";
import { isolate } from "../ui/isolate.ts";
import { StateBadge } from "../ui/state-badge.tsx";
import { arrange } from "../vms/arrange.ts";
import { plainView } from "../vms/list-view.ts";
import { type Assigned, assignHref } from "./assign-href.ts";
import { nameOf } from "./gpu-standing.ts";

/** What is to be assigned: a GPU, or a virtual one of it. */
export type ToAssign = { gpu: Gpu; device: Assigned; name: string };

type AssignDialogProps = { host: string; wanted: ToAssign; open: boolean; onOpenChange: (open: boolean) => void };

/** Chooses the machine that is to have a GPU, and leads to its settings, where everything is seen before it is done. */
export function AssignDialog({ host, wanted, open, onOpenChange }: AssignDialogProps) {
  const t = useTranslations("gpus.assign");
  const search = useRef<HTMLInputElement>(null);
  const { companions, iommuGroup } = wanted.gpu;
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("title")} about={wanted.name} initialFocus={search}>
      {wanted.device.type === "pci" && companions.length > 0 && (
        <p className="mt-3 text-ink-quiet">
          {t("withGroup", { group: iommuGroup ?? 0, names: companions.map((one) => isolate(nameOf(one))).join(", ") })}
        </p>
      )}
      <Machines host={host} device={wanted.device} search={search} />
      <p className="mt-4 text-note text-ink-quiet">{t("plan")}</p>
    </Dialog>
  );
}

function Machines({ host, device, search }: { host: string; device: Assigned; search: RefObject<HTMLInputElement | null> }) {
  const t = useTranslations("gpus.assign");
  const { vms, hosts } = useFleet();
  const [query, setQuery] = useState("");
  const rows = useMemo(() => arrange(vms, hosts, { ...plainView, host, query }).rows, [vms, hosts, host, query]);
  // A machine that is gone with its power-off has no settings to change.
  const kept = rows.filter(({ vm }) => vm.persistent);
  return (
    <>
      <div className="relative mt-4">
        <Search aria-hidden className="pointer-events-none absolute top-1/2 left-3 size-4 -translate-y-1/2 text-ink-quiet" />
        <input
          ref={search}
          type="search"
          aria-label={t("search")}
          placeholder={t("search")}
          value={query}
          onChange={({ target }) => setQuery(target.value)}
          className={`${inputClass} pl-9`}
        />
      </div>
      <ul aria-label={t("machines")} className="mt-3 max-h-[min(22rem,45dvh)] divide-y divide-line overflow-y-auto border-y border-line">
        {kept.map(({ vm, state }) => (
          <li key={vm.id}>
            <Link
              href={assignHref(vm.id, device)}
              className="flex min-h-11 items-center gap-3 px-1 outline-none hover:bg-hover focus-visible:bg-hover"
            >
              <bdi className="min-w-0 flex-1 truncate font-medium">{vm.name}</bdi>
              <StateBadge state={state} />
              <ChevronRight aria-hidden className="size-4 shrink-0 text-ink-quiet" />
            </Link>
          </li>
        ))}
        {kept.length === 0 && <li className="py-6 text-center text-ink-quiet">{t(query ? "notFound" : "none")}</li>}
      </ul>
    </>
  );
}
