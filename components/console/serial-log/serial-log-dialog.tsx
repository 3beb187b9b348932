"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { SerialLog } from "#server/contract/serial-log.ts";
import type { Vm } from "#server/contract/vm.ts";
import { type ApiFailure, api, toFailure } from "../../api.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Failure } from "../../ui/failure.tsx";
import { DisplayLink } from "../../vms/display-link.tsx";
import { LogText } from "./log-text.tsx";

type SerialLogDialogProps = {
  vm: Vm;
  /** Which of its serial lines, from 0. */
  device: number;
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

/** What a machine has said on a serial line since its start, or why that is not known. */
export function SerialLogDialog({ vm, device, open, onOpenChange }: SerialLogDialogProps) {
  const t = useTranslations("ways.serialLog");
  const { log, error } = useSerialLog(vm, device, open);
  const line = vm.serials[device]?.tty ?? t("line", { number: device + 1 });
  const title = log && "text" in log && !log.sinceStart ? t("titleAppended") : t("title");
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={title} about={t("about", { line })}>
      <div className="mt-4">
        {error && <Failure error={error} />}
        {!log && !error && <p role="status">{t("loading")}</p>}
        {log && "why" in log && (
          <>
            <p>{t(`why.${log.why}`)}</p>
            {log.why === "none" && <DisplayLink vm={vm} />}
          </>
        )}
        {log && "text" in log && <LogText log={log} name={`${vm.name}-${line}`} />}
      </div>
    </Dialog>
  );
}

type Answer = { log: SerialLog | null; error: ApiFailure | null };

/** Read anew whenever it is opened. */
function useSerialLog({ id }: Vm, device: number, open: boolean): Answer {
  const [answer, setAnswer] = useState<Answer>({ log: null, error: null });
  useEffect(() => {
    if (!open) return;
    const over = new AbortController();
    setAnswer({ log: null, error: null });
    api.get<SerialLog>(`/api/vms/${id}/serial-log?device=${device}`, { signal: over.signal }).then(
      (log) => setAnswer({ log, error: null }),
      (thrown) => {
        if (!over.signal.aborted) setAnswer({ log: null, error: toFailure(thrown) });
      },
    );
    return () => over.abort();
  }, [id, device, open]);
  return answer;
}
