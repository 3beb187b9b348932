"use client";

import { Check, Download, LockOpen } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useState } from "react";
import type { HandOffDisplay } from "#server/contract/hand-off.ts";
import type { Vm } from "#server/contract/vm.ts";
import { type ApiFailure, api, toFailure } from "../api.ts";
import { Button } from "../ui/button.tsx";
import { Failure } from "../ui/failure.tsx";
import { CommandLine } from "./command-line.tsx";
import { saveFile } from "./save-file.ts";

/** One display: its file, or why there is none. */
export function DisplayFile({ vm, display }: { vm: Vm; display: HandOffDisplay }) {
  const t = useTranslations("handOff");
  const { protocol, file, why, open } = display;
  const { save, saved, error, busy } = useFile(vm, display);
  const use = open ? t("useOpen") : t("use", { minutes: Math.round((file?.seconds ?? 0) / 60) });
  return (
    <li className="py-4">
      <div className="flex items-start gap-4 max-sm:flex-col max-sm:gap-3">
        <div className="min-w-0 flex-1">
          <h3 className="font-medium">{t(`protocol.${protocol}`)}</h3>
          <p className="mt-0.5 text-ink-quiet">{file ? use : why && t(`why.${why}`)}</p>
        </div>
        {file && (
          <Button
            icon={<Download aria-hidden />}
            busy={busy}
            onClick={save}
            aria-label={t("downloadOf", { display: t(`protocol.${protocol}`) })}
          >
            {t("download")}
          </Button>
        )}
      </div>
      {open && why !== "machine-off" && (
        <p className="mt-3 flex gap-2 rounded-inner bg-warn-tint p-2.5">
          <LockOpen aria-hidden className="mt-0.5 size-4 shrink-0 text-paused" />
          {t("open")}
        </p>
      )}
      <div aria-live="polite">{saved && <Saved until={open ? null : saved} />}</div>
      {file && saved && (
        <div className="mt-2">
          <CommandLine command={file.command} />
        </div>
      )}
      {error && <Failure error={error} className="mt-3" />}
    </li>
  );
}

function Saved({ until }: { until: Date | null }) {
  const t = useTranslations("handOff");
  const format = useFormatter();
  return (
    <p className="mt-3 flex gap-2">
      <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-running" />
      {until ? t("saved", { time: format.dateTime(until, { timeStyle: "medium" }) }) : t("savedOpen")}
    </p>
  );
}

function useFile(vm: Vm, { protocol, file }: HandOffDisplay) {
  const [state, setState] = useState<{ busy: boolean; saved: Date | null; error: ApiFailure | null }>({
    busy: false,
    saved: null,
    error: null,
  });
  const save = async () => {
    if (!file) return;
    setState({ busy: true, saved: null, error: null });
    try {
      const until = new Date(Date.now() + file.seconds * 1000);
      saveFile(await api.file(`/api/vms/${vm.id}/hand-off`, { protocol }), file.name);
      setState({ busy: false, saved: until, error: null });
    } catch (thrown) {
      setState({ busy: false, saved: null, error: toFailure(thrown) });
    }
  };
  return { save, ...state };
}
