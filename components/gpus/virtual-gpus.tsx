"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Gpu } from "#server/contract/gpu.ts";
import { api } from "../api.ts";
import { Button } from "../ui/button.tsx";
import { useNotify } from "../ui/toaster.tsx";
import { usePower } from "../vms/power-provider.tsx";
import type { ToAssign } from "./assign-dialog.tsx";
import { ReleaseLink } from "./release-link.tsx";

type VirtualGpusProps = { host: string; gpu: Gpu; onMade: () => void; onAssign: (wanted: ToAssign) => void };

/** The kinds of virtual GPU that a GPU can be cut into, and those that exist. */
export function VirtualGpus({ host, gpu, onMade, onAssign }: VirtualGpusProps) {
  const t = useTranslations("gpus.virtual");
  const { rights } = usePower();
  return (
    <div className="grid gap-5">
      <ul aria-label={t("types")} className="divide-y divide-line border-y border-line">
        {gpu.mdevTypes.map(({ id, name, available }) => (
          <li key={id} className="flex min-h-12 items-center gap-3 py-1.5">
            <div className="min-w-0 flex-1">
              <p className="truncate">{name || id}</p>
              <p className="truncate text-note text-ink-quiet tabular-nums">
                <span className="font-mono">{id}</span> · {t("free", { count: available })}
              </p>
            </div>
            {rights.gpuManage && <Make host={host} gpu={gpu} type={id} name={name || id} free={available > 0} onMade={onMade} />}
          </li>
        ))}
      </ul>
      {gpu.mdevs.length > 0 && (
        <div>
          <p className="mb-1.5 text-note text-ink-quiet">{t("made")}</p>
          <ul className="divide-y divide-line border-y border-line">
            {gpu.mdevs.map((mdev) => (
              <Made key={mdev.uuid} gpu={gpu} mdev={mdev} onAssign={onAssign} />
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

type MakeProps = { host: string; gpu: Gpu; type: string; name: string; free: boolean; onMade: () => void };

function Make({ host, gpu, type, name, free, onMade }: MakeProps) {
  const t = useTranslations("gpus.virtual");
  const notify = useNotify();
  const [making, setMaking] = useState(false);
  const make = async () => {
    setMaking(true);
    try {
      await api.post(`/api/hosts/${host}/gpus/mdevs`, { parent: gpu.address, type });
      notify.done(t("done", { name }));
    } catch (error) {
      notify.failed(error, t("failed", { name }));
    }
    setMaking(false);
    onMade();
  };
  return (
    <Button disabled={!free} busy={making} aria-label={t("makeOf", { name })} onClick={() => void make()}>
      {t("make")}
    </Button>
  );
}

type MadeProps = { gpu: Gpu; mdev: Gpu["mdevs"][number]; onAssign: (wanted: ToAssign) => void };

function Made({ gpu, mdev: { uuid, type, usedBy }, onAssign }: MadeProps) {
  const t = useTranslations("gpus");
  const { rights } = usePower();
  const name = gpu.mdevTypes.find(({ id }) => id === type)?.name ?? type;
  return (
    <li className="flex min-h-12 items-center gap-3 py-1.5">
      <div className="min-w-0 flex-1">
        <p className="truncate">{name}</p>
        <p className="truncate font-mono text-note text-ink-quiet" title={uuid}>
          {uuid}
        </p>
      </div>
      {usedBy ? (
        <div className="flex max-w-[50%] flex-wrap items-baseline justify-end gap-x-2">
          <bdi className="max-w-full truncate">{usedBy.name}</bdi>
          <ReleaseLink user={usedBy} name={name} />
        </div>
      ) : (
        rights.displayEdit && (
          <Button aria-label={t("assign.of", { name })} onClick={() => onAssign({ gpu, device: { type: "mdev", uuid }, name })}>
            {t("assign.short")}
          </Button>
        )
      )}
    </li>
  );
}
