"use client";

import { ArrowLeft, CloudOff, Monitor, Unplug, Zap } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type ReactNode, useRef } from "react";
import type { DisplayState } from "#server/contract/display-change.ts";
import { isOn, type Vm } from "#server/contract/vm.ts";
import type { ApiFailure } from "../api.ts";
import { CommandLine } from "../hand-off/command-line.tsx";
import { StaleNote } from "../live/stale-note.tsx";
import { useHost, useVm } from "../live/use-fleet.ts";
import { buttonClass } from "../ui/button.tsx";
import { Details } from "../ui/details.tsx";
import { EmptyState } from "../ui/empty-state.tsx";
import { Failure } from "../ui/failure.tsx";
import { iconButtonClass } from "../ui/icon-button.tsx";
import { StateBadge } from "../ui/state-badge.tsx";
import { Tooltip } from "../ui/tooltip.tsx";
import { consoleHref } from "../vms/console-href.ts";
import { PendingBadge } from "../vms/pending-badge.tsx";
import { usePower } from "../vms/power-provider.tsx";
import { shownState } from "../vms/shown-state.ts";
import { DisplayEditor } from "./display-editor.tsx";
import { EditorSkeleton } from "./editor-skeleton.tsx";
import { useDisplayState } from "./use-display-state.ts";

/** The page of a machine's displays. `vm`: as the server knew it; the live fleet takes over from there. */
export function DisplayPage({ vm: first }: { vm: Vm }) {
  const t = useTranslations("display");
  const { rights, pending } = usePower();
  const actions = useTranslations("machines.pending");
  const live = useVm(first.id);
  const vm = live ?? first;
  const host = useHost(vm.host);
  const action = pending.get(vm.id);
  return (
    <>
      <header className="flex min-h-9 flex-wrap items-center gap-x-3 gap-y-2 px-3 pt-6 pb-5 max-md:px-4 max-md:pt-4">
        <Tooltip text={t("back")}>
          <Link href="/" aria-label={t("back")} className={iconButtonClass("-ml-2")}>
            <ArrowLeft aria-hidden />
          </Link>
        </Tooltip>
        <h1 className="min-w-0 text-title font-semibold break-words max-sm:flex-1">
          {t.rich("title", { name: () => <bdi>{vm.name}</bdi> })}
        </h1>
        <div className="flex items-center gap-3 max-sm:order-last max-sm:w-full">
          <StateBadge state={shownState(vm, host)} pending={action && actions(action)} />
          {vm.pendingChange && <PendingBadge />}
          <StaleNote />
        </div>
        <Link href={consoleHref(vm.id)} className={buttonClass("plain", "ml-auto max-sm:px-2.5")} aria-label={t("open")}>
          <Monitor aria-hidden />
          <span className="max-sm:hidden">{t("open")}</span>
        </Link>
      </header>
      {rights.displayRead ? <Asked vm={live} id={first.id} /> : <NotAllowed id={first.id} />}
    </>
  );
}

/** The editor, once the server has told what there is to edit. */
function Asked({ vm, id }: { vm: Vm | undefined; id: string }) {
  const told = useRef<(state: DisplayState) => void>(() => undefined);
  const source = useDisplayState(id, vm, (state) => told.current(state));
  const { first, failure, load } = source;
  if (!vm || failure?.code === "machine-unknown") return <Gone />;
  if (first && !first.persistent) return <Transient vm={vm} />;
  if (first) return <DisplayEditor key={id} vm={vm} first={first} outdated={failure !== null} load={load} told={told} />;
  if (failure) return <Unreadable failure={failure} />;
  return <EditorSkeleton />;
}

function NotAllowed({ id }: { id: string }) {
  const t = useTranslations("display.moment.notAllowed");
  return (
    <EmptyState icon={<Monitor aria-hidden />} title={t("title")} action={<OpenLink id={id}>{t("action")}</OpenLink>}>
      {t("text")}
    </EmptyState>
  );
}

function Gone() {
  const t = useTranslations("display.moment.gone");
  return (
    <EmptyState
      icon={<Unplug aria-hidden />}
      title={t("title")}
      action={
        <Link href="/" className={buttonClass("primary")}>
          {t("action")}
        </Link>
      }
    >
      {t("text")}
    </EmptyState>
  );
}

function Transient({ vm }: { vm: Vm }) {
  const t = useTranslations("display.moment.transient");
  return (
    <EmptyState icon={<Zap aria-hidden />} title={t("title")} action={isOn(vm.state) && <OpenLink id={vm.id}>{t("action")}</OpenLink>}>
      <p>{t("text")}</p>
      <div className="mt-4 grid w-full gap-1 text-left text-ink">
        <CommandLine command={`virsh dumpxml --security-info ${vm.id.slice(-36)} > machine.xml`} />
        <CommandLine command="virsh define machine.xml" />
      </div>
    </EmptyState>
  );
}

function Unreadable({ failure }: { failure: ApiFailure }) {
  const t = useTranslations("display.moment");
  const unreachable = failure.code === "host-unreachable" || failure.code === "host-refused";
  return (
    <EmptyState icon={<CloudOff aria-hidden />} title={t(unreachable ? "unreachable.title" : "failed.title")}>
      {unreachable ? (
        <>
          <p>{t("unreachable.text")}</p>
          {failure.details && <Details text={failure.details} />}
        </>
      ) : (
        <Failure error={failure} className="w-full" />
      )}
    </EmptyState>
  );
}

function OpenLink({ id, children }: { id: string; children: ReactNode }) {
  return (
    <Link href={consoleHref(id)} className={buttonClass("primary")}>
      {children}
    </Link>
  );
}
