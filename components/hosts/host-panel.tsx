"use client";

import { CircleCheck, CloudOff, LoaderCircle } from "lucide-react";
import Link from "next/link";
import { useFormatter, useLocale, useNow, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Host } from "#server/contract/host.ts";
import { isOn, type Vm } from "#server/contract/vm.ts";
import { cx } from "../ui/cx.ts";
import { Failure } from "../ui/failure.tsx";
import { isolate } from "../ui/isolate.ts";
import { useHydrated } from "../ui/use-hydrated.ts";
import { plainView, viewQuery } from "../vms/list-view.ts";
import { memoryText } from "../vms/memory.ts";
import { usePower } from "../vms/power-provider.tsx";

/** A hypervisor: how it is, what is wrong and what to do, and what it has. */
export function HostPanel({ host, label, vms }: { host: Host; label: string; vms: readonly Vm[] }) {
  const t = useTranslations("hosts");
  const language = useLocale();
  const { rights } = usePower();
  const running = host.state === "down" ? 0 : vms.filter((vm) => isOn(vm.state)).length;
  return (
    <section className="grid gap-x-8 gap-y-4 py-5 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.6fr)]">
      <div className="min-w-0">
        <h2 className="truncate text-read font-semibold" title={label}>
          <bdi>{label}</bdi>
        </h2>
        {host.uri && (
          <p className="mt-0.5 truncate font-mono text-note text-ink-quiet" title={host.uri}>
            {host.uri}
          </p>
        )}
        <p className="mt-2">
          <HostState state={host.state} />
        </p>
      </div>
      <div className="min-w-0">
        {host.state === "down" && (
          <div className="mb-4">
            {host.error && <Failure error={host.error} />}
            <LastSeen seenAt={host.seenAt} />
          </div>
        )}
        <dl className="grid grid-cols-2 gap-x-6 gap-y-4 sm:grid-cols-3 xl:grid-cols-5">
          {(vms.length > 0 || host.state === "up") && (
            <Fact label={t("machines")}>
              <Link href={`/${viewQuery({ ...plainView, host: host.key })}`} className="rounded-inner text-accent hover:underline">
                {host.state === "down" ? vms.length.toLocaleString(language) : t("machinesOf", { running, total: vms.length })}
              </Link>
            </Fact>
          )}
          {host.cpus !== null && <Fact label={t("cpus")}>{host.cpus.toLocaleString(language)}</Fact>}
          {host.memoryMiB !== null && <Fact label={t("memory")}>{memoryText(host.memoryMiB, language)}</Fact>}
          {host.libvirtVersion !== null && <Fact label={t("libvirt")}>{host.libvirtVersion}</Fact>}
          {host.state === "up" && rights.gpuRead && (
            <Fact label={t("gpus")}>
              <Link
                href={`/hosts/${host.key}/gpus`}
                aria-label={t("gpusOf", { name: isolate(label) })}
                className="rounded-inner text-accent hover:underline"
              >
                {t("showGpus")}
              </Link>
            </Fact>
          )}
        </dl>
      </div>
    </section>
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

const looks = {
  up: [CircleCheck, "text-running"],
  connecting: [LoaderCircle, "text-ink-quiet"],
  down: [CloudOff, "text-unreachable"],
} as const;

function HostState({ state }: { state: Host["state"] }) {
  const t = useTranslations("hosts.state");
  const [Icon, colour] = looks[state];
  return (
    <span className={cx("inline-flex items-center gap-1.5", colour)}>
      <Icon aria-hidden className={cx("size-4", state === "connecting" && "motion-safe:animate-spin")} />
      {t(state)}
    </span>
  );
}

function LastSeen({ seenAt }: { seenAt: string | null }) {
  const t = useTranslations("hosts");
  const format = useFormatter();
  const now = useNow({ updateInterval: 10_000 });
  const hydrated = useHydrated();
  if (!hydrated) return null;
  const text = seenAt === null ? t("neverSeen") : t("lastSeen", { when: format.relativeTime(new Date(seenAt), now) });
  return <p className="mt-1 text-note text-ink-quiet">{text}</p>;
}
