"use client";

import { CloudOff } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Host } from "#server/contract/host.ts";
import { hostLabels } from "../hosts/host-labels.ts";
import { useErrorText } from "../ui/failure.tsx";

/** Above the machines: which hypervisors cannot be reached, why, and what to do. Nothing when all can. */
export function HostNotices({ hosts, countOf }: { hosts: readonly Host[]; countOf: (key: string) => number }) {
  const t = useTranslations("machines.hostDown");
  const textOf = useErrorText();
  const labels = hostLabels(hosts);
  const down = hosts.filter((host) => host.state === "down");
  const [first, ...others] = down;
  if (!first) return null;
  const { message, action } = first.error ? textOf(first.error) : { message: "", action: "" };
  const machines = down.reduce((sum, host) => sum + countOf(host.key), 0);
  return (
    <div role="status" className="mx-3 mb-3 flex items-start gap-3 rounded-pane bg-warn-tint px-4 py-3 max-md:mx-4">
      <CloudOff aria-hidden className="mt-0.5 size-4 shrink-0 text-unreachable" />
      <div className="min-w-0 flex-1">
        <p className="break-words">
          {others.length > 0 ? (
            <span className="font-medium">{t("many", { count: down.length })}</span>
          ) : (
            <>
              <bdi className="font-medium">{labels.get(first.key)}</bdi>
              {`: ${message}`}
            </>
          )}
        </p>
        <p className="text-ink-quiet">
          {others.length === 0 && `${action} `}
          {machines > 0 && t("shown", { count: machines })}
        </p>
      </div>
      <Link href="/hosts" className="shrink-0 rounded-inner font-medium text-accent hover:underline">
        {t("link")}
      </Link>
    </div>
  );
}
