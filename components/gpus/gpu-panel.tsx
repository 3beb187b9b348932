"use client";

import { CircleCheck, CirclePlay, Layers2, type LucideIcon, Monitor, TriangleAlert, Volume2 } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Gpu, PciFunction, ReadinessCheck } from "#server/contract/gpu.ts";
import { Button } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { usePower } from "../vms/power-provider.tsx";
import type { ToAssign } from "./assign-dialog.tsx";
import { Checks } from "./checks.tsx";
import { checksOf, nameOf, type Standing, standingOf } from "./gpu-standing.ts";
import { ReleaseLink } from "./release-link.tsx";
import { VirtualGpus } from "./virtual-gpus.tsx";

type GpuPanelProps = {
  host: string;
  gpu: Gpu;
  checks: readonly ReadinessCheck[];
  onAssign: (wanted: ToAssign) => void;
  onMade: () => void;
};

/** A GPU of a host: whose it is, what goes with it, and what is missing before a machine can have it. */
export function GpuPanel({ host, gpu, checks, onAssign, onMade }: GpuPanelProps) {
  const t = useTranslations("gpus");
  const mine = checksOf(gpu, checks);
  return (
    <section aria-label={nameOf(gpu)} className="grid gap-x-8 gap-y-5 py-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.6fr)]">
      <div className="min-w-0">
        <h2 className="text-read font-semibold break-words">{nameOf(gpu)}</h2>
        {gpu.product && <p className="mt-0.5 text-note text-ink-quiet">{gpu.vendor}</p>}
        <StandingMark standing={standingOf(gpu)} />
        <Users gpu={gpu} />
        <Handing gpu={gpu} onAssign={onAssign} />
      </div>
      <div className="grid min-w-0 gap-5">
        <dl className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-3">
          <Fact label={t("address")}>
            <span className="font-mono text-note">{gpu.address}</span>
          </Fact>
          <Fact label={t("driver")}>{gpu.driver ? <span className="font-mono text-note">{gpu.driver}</span> : t("noDriver")}</Fact>
          <Fact label={t("group")}>{gpu.iommuGroup ?? t("noGroup")}</Fact>
        </dl>
        {gpu.companions.length > 0 && (
          <Part title={t("companions")}>
            <ul className="grid gap-1">
              {gpu.companions.map((one) => (
                <Companion key={one.address} one={one} sound={one.address === gpu.audio} />
              ))}
            </ul>
          </Part>
        )}
        {mine.length > 0 && (
          <Part title={t("readiness")}>
            <Checks checks={mine} />
          </Part>
        )}
        {gpu.mdevTypes.length + gpu.mdevs.length > 0 && (
          <Part title={t("virtual.title")}>
            <VirtualGpus host={host} gpu={gpu} onMade={onMade} onAssign={onAssign} />
          </Part>
        )}
      </div>
    </section>
  );
}

const looks: Record<Standing, [icon: LucideIcon, colour: string]> = {
  free: [CircleCheck, "text-running"],
  "in-use": [CirclePlay, "text-running"],
  "host-console": [Monitor, "text-paused"],
  "no-iommu": [TriangleAlert, "text-paused"],
  cut: [Layers2, "text-ink-quiet"],
};

function StandingMark({ standing }: { standing: Standing }) {
  const t = useTranslations("gpus.standing");
  const [Icon, colour] = looks[standing];
  return (
    <>
      <p className={cx("mt-2 flex items-center gap-1.5", colour)}>
        <Icon aria-hidden className="size-4 shrink-0" />
        {t(`${standing}.title`)}
      </p>
      {(standing === "host-console" || standing === "no-iommu" || standing === "cut") && (
        <p className="mt-1 max-w-sm text-note text-ink-quiet">{t(`${standing}.text`)}</p>
      )}
    </>
  );
}

/** The machines that have it, and those that are set up with it. */
function Users({ gpu }: { gpu: Gpu }) {
  const t = useTranslations("gpus");
  if (gpu.usedBy.length === 0) return null;
  return (
    <ul className="mt-2 grid gap-1">
      {gpu.usedBy.map((user) => (
        <li key={user.vm} className="flex min-w-0 flex-wrap items-baseline gap-x-2">
          <bdi className="max-w-full truncate font-medium">{user.name}</bdi>
          <span className="text-note text-ink-quiet">{t(user.running ? "has" : "setUp")}</span>
          <ReleaseLink user={user} name={nameOf(gpu)} />
        </li>
      ))}
    </ul>
  );
}

/** The way to a machine's settings, where it is given away. */
function Handing({ gpu, onAssign }: { gpu: Gpu; onAssign: (wanted: ToAssign) => void }) {
  const t = useTranslations("gpus");
  const { rights } = usePower();
  if (!rights.displayEdit || standingOf(gpu) !== "free") return null;
  return (
    <div className="mt-4">
      <Button
        aria-label={t("assign.of", { name: nameOf(gpu) })}
        onClick={() => onAssign({ gpu, device: { type: "pci", address: gpu.address }, name: nameOf(gpu) })}
      >
        {t("assign.open")}
      </Button>
    </div>
  );
}

function Companion({ one, sound }: { one: PciFunction; sound: boolean }) {
  const t = useTranslations("gpus");
  return (
    <li className="min-w-0">
      <p className="flex items-center gap-1.5">
        {sound && <Volume2 aria-label={t("sound")} className="size-4 shrink-0 text-ink-quiet" />}
        <span className="truncate">{nameOf(one)}</span>
      </p>
      <p className="text-note text-ink-quiet">
        <span className="font-mono">{one.address}</span>
        {one.driver && (
          <>
            {" · "}
            <span className="font-mono">{one.driver}</span>
          </>
        )}
      </p>
    </li>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <h3 className="mb-1.5 text-note text-ink-quiet">{title}</h3>
      {children}
    </div>
  );
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="text-note text-ink-quiet">{label}</dt>
      <dd className="mt-0.5 truncate tabular-nums">{children}</dd>
    </div>
  );
}
