"use client";

import { CloudOff, Monitor, SearchX } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Host } from "#server/contract/host.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { EmptyState } from "../ui/empty-state.tsx";

/** A machine that starts an installer from the network: the shortest command that makes something to look at. */
const example = `virt-install --connect '{uri}' \\
  --name first --memory 2048 --vcpus 2 \\
  --disk size=10 --osinfo debian12 --graphics vnc \\
  --location https://deb.debian.org/debian/dists/stable/main/installer-amd64/`;

/** In place of the list when there is no machine at all. */
export function NoMachines({ hosts }: { hosts: readonly Host[] }) {
  const t = useTranslations("machines.empty");
  if (hosts.some((host) => host.state === "connecting")) return <Waiting />;
  if (hosts.length > 0 && hosts.every((host) => host.state === "down")) {
    return (
      <EmptyState
        icon={<CloudOff aria-hidden />}
        title={t("downTitle")}
        action={
          <Link href="/hosts" className={buttonClass("primary")}>
            {t("downAction")}
          </Link>
        }
      >
        {t("downText")}
      </EmptyState>
    );
  }
  const up = hosts.filter((host) => host.state === "up");
  const command = example.replace("{uri}", up[0]?.uri || "qemu:///system");
  return (
    <EmptyState icon={<Monitor aria-hidden />} title={t("title")}>
      <p>{t("text", { hosts: up.map((host) => host.name).join(", ") || "libvirt" })}</p>
      <div className="mt-5 w-[min(36rem,calc(100vw-3rem))] shrink-0 rounded-pane bg-hover p-3 text-left">
        <pre className="font-mono text-note break-words whitespace-pre-wrap text-ink">{command}</pre>
        <div className="-mr-1 -mb-1 flex justify-end">
          <CopyButton text={command} />
        </div>
      </div>
    </EmptyState>
  );
}

/** In place of the list when the search and the filters leave nothing. */
export function NoMatch({ onClear }: { onClear: () => void }) {
  const t = useTranslations("machines.empty");
  return (
    <EmptyState
      icon={<SearchX aria-hidden />}
      title={t("nothingTitle")}
      action={
        <Button variant="primary" onClick={onClear}>
          {t("clear")}
        </Button>
      }
    >
      {t("nothingText")}
    </EmptyState>
  );
}

/** Rows in the shape of what comes, while the hypervisors are asked for the first time. */
export function Waiting() {
  const t = useTranslations("machines.empty");
  return (
    <div aria-busy="true">
      <p className="sr-only" role="status">
        {t("waitingTitle")}
      </p>
      {[40, 56, 32, 48, 36].map((width) => (
        <div key={width} className="flex h-12 items-center gap-4 border-b border-line px-3 max-md:px-4">
          <div className="skeleton h-10 w-16 shrink-0" />
          <div className="skeleton h-3.5" style={{ width: `${width * 4}px` }} />
          <div className="skeleton ml-auto h-3.5 w-20" />
        </div>
      ))}
    </div>
  );
}
