"use client";

import { CircleCheck, TriangleAlert } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import type { Gpu } from "#server/contract/gpu.ts";
import { api } from "../api.ts";
import { useHost } from "../live/use-fleet.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Failure } from "../ui/failure.tsx";
import { isolate } from "../ui/isolate.ts";
import { useNotify } from "../ui/toaster.tsx";
import { useEditor } from "./editor-context.tsx";
import { addHostDevices, deviceName } from "./edits.ts";
import { devicesOf, otherUsers } from "./gpu-groups.ts";
import type { Gpus } from "./use-gpus.ts";

type GpuDialogProps = { open: boolean; onOpenChange: (open: boolean) => void; gpus: Gpus };

/** The host's GPUs, to hand one or a virtual one to the machine. */
export function GpuDialog({ open, onOpenChange, gpus }: GpuDialogProps) {
  const t = useTranslations("display.gpu.dialog");
  const { vm } = useEditor();
  const host = useHost(vm.host);
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={t("title")}
      about={t.rich("about", { host: () => <bdi>{host?.name ?? vm.host}</bdi> })}
    >
      <div className="mt-4">
        <Choices {...gpus} close={() => onOpenChange(false)} />
        <p className="mt-4 text-note">
          <Link href={`/hosts/${vm.host}/gpus`} className="rounded-inner text-accent hover:underline">
            {t("inventory")}
          </Link>
        </p>
      </div>
    </Dialog>
  );
}

function Choices({ inventory, failure, load, close }: Gpus & { close: () => void }) {
  const t = useTranslations("display.gpu");
  if (failure) return <Failure error={failure} />;
  if (!inventory) {
    return (
      <div role="status" aria-label={t("loading")} className="grid gap-3">
        <div className="skeleton h-14" />
        <div className="skeleton h-14" />
      </div>
    );
  }
  if (inventory.gpus.length === 0) return <p className="text-ink-quiet">{t("dialog.none")}</p>;
  return (
    <ul className="divide-y divide-line border-y border-line">
      {inventory.gpus.map((gpu) => (
        <li key={gpu.address} className="py-4">
          <p className="font-medium">
            {gpu.vendor} {gpu.product}
          </p>
          <p className="font-mono text-note text-ink-quiet">{gpu.address}</p>
          <Whole gpu={gpu} close={close} />
          <Virtual gpu={gpu} close={close} onMade={load} />
        </li>
      ))}
    </ul>
  );
}

type PartProps = { gpu: Gpu; close: () => void };

/** The GPU itself, with everything that must go with it. */
function Whole({ gpu, close }: PartProps) {
  const t = useTranslations("display.gpu.dialog");
  const { vm, draft, edit } = useEditor();
  const { inUse, claimed } = otherUsers(gpu, vm.id);
  const added = draft.hostDevices.some((device) => device.type === "pci" && device.address === gpu.address);
  const members = gpu.companions.map(({ product, address }) => `${product} (${address})`).join(", ");
  const names = (some: readonly string[]) => some.map(isolate).join(", ");
  const take = () => {
    edit(addHostDevices(devicesOf(gpu)));
    close();
  };
  return (
    <div className="mt-3 flex items-start gap-3">
      <div className="min-w-0 flex-1">
        <p>{t("whole")}</p>
        {gpu.iommuGroup !== null && (
          <p className="text-note text-ink-quiet">{members ? t("group", { group: gpu.iommuGroup, members }) : t("alone")}</p>
        )}
        {gpu.iommuGroup === null && <Warning>{t("noIommu")}</Warning>}
        {gpu.hostConsole && <Warning>{t("hostConsole")}</Warning>}
        {inUse.length > 0 && <Warning>{t("inUse", { names: names(inUse) })}</Warning>}
        {claimed.length > 0 && <Warning>{t("claimed", { names: names(claimed) })}</Warning>}
      </div>
      {added ? (
        <Added />
      ) : (
        <Button
          disabled={gpu.iommuGroup === null || gpu.hostConsole || inUse.length > 0}
          aria-label={`${t("take")}: ${gpu.product}`}
          onClick={take}
        >
          {t("take")}
        </Button>
      )}
    </div>
  );
}

function Warning({ children }: { children: ReactNode }) {
  return (
    <p className="mt-1 flex gap-1.5 text-note">
      <TriangleAlert aria-hidden className="mt-px size-3.5 shrink-0 text-paused" />
      {children}
    </p>
  );
}

function Added() {
  const t = useTranslations("display.gpu.dialog");
  return (
    <span className="flex h-9 items-center gap-1.5 text-ink-quiet">
      <CircleCheck aria-hidden className="size-4 text-running" />
      {t("added")}
    </span>
  );
}

/** The virtual GPUs that it can be cut into: those that exist and are free, and new ones. */
function Virtual({ gpu, close, onMade }: PartProps & { onMade: () => void }) {
  const t = useTranslations("display.gpu.dialog");
  const { vm, draft, edit } = useEditor();
  const notify = useNotify();
  const [making, setMaking] = useState<string | null>(null);
  const names = draft.hostDevices.map(deviceName);
  const free = gpu.mdevs.filter(({ usedBy, uuid }) => usedBy === null && !names.includes(uuid));
  const take = (uuid: string) => {
    edit(addHostDevices([{ key: null, type: "mdev", uuid, display: false }]));
    close();
  };
  const make = async (type: string) => {
    setMaking(type);
    try {
      const { uuid } = await api.post<{ uuid: string }>(`/api/hosts/${vm.host}/gpus/mdevs`, { parent: gpu.address, type });
      onMade();
      take(uuid);
    } catch (thrown) {
      notify.failed(thrown);
    }
    setMaking(null);
  };
  if (gpu.mdevTypes.length === 0 && free.length === 0) return null;
  const nameOf = (type: string) => gpu.mdevTypes.find(({ id }) => id === type)?.name ?? type;
  return (
    <div className="mt-3">
      <p>{t("virtual")}</p>
      <ul className="mt-1 grid gap-1">
        {free.map(({ uuid, type }) => (
          <VirtualLine key={uuid} name={nameOf(type)} note={`${t("exists")} · ${uuid}`}>
            <Button aria-label={`${t("take")}: ${nameOf(type)}`} onClick={() => take(uuid)}>
              {t("take")}
            </Button>
          </VirtualLine>
        ))}
        {gpu.mdevTypes.map(({ id, name, available }) => (
          <VirtualLine key={id} name={name} note={t("available", { count: available })}>
            <Button
              aria-label={`${t("make")}: ${name}`}
              disabled={available === 0 || making !== null}
              busy={making === id}
              onClick={() => void make(id)}
            >
              {t("make")}
            </Button>
          </VirtualLine>
        ))}
      </ul>
    </div>
  );
}

function VirtualLine({ name, note, children }: { name: string; note: string; children: ReactNode }) {
  return (
    <li className="flex items-center gap-3">
      <div className="min-w-0 flex-1">
        <p className="truncate">{name}</p>
        <p className="text-note break-all text-ink-quiet">{note}</p>
      </div>
      {children}
    </li>
  );
}
