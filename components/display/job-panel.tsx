"use client";

import { SquareTerminal, Undo2 } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useEffect } from "react";
import type { ChangeRecord, ChangeState } from "#server/contract/display-change.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { consoleHref } from "../vms/console-href.ts";
import { CycleButton } from "./cycle-button.tsx";
import { useEditor } from "./editor-context.tsx";
import { isUnderWay, shownSteps } from "./job.ts";
import { JobSteps } from "./job-steps.tsx";
import { PanelFrame, showPanel } from "./plan-panel.tsx";
import { StateIcon } from "./state-mark.tsx";
import type { Job } from "./use-job.ts";

type JobPanelProps = {
  job: Job;
  running: boolean;
  onClose: () => void;
  onCycle: () => void;
  onGoBack: (record: ChangeRecord) => void;
};

/** A change on its way: each step as it is done, and what came of it with the one thing to do next. */
export function JobPanel({ job: { record, goal, from }, running, onClose, onCycle, onGoBack }: JobPanelProps) {
  const t = useTranslations("display.job");
  useEffect(() => {
    if (from !== "elsewhere") showPanel();
  }, [from]);
  const moment = record.state === "done" && running ? "doneRunning" : record.state;
  return (
    <PanelFrame
      icon={<StateIcon state={record.state} className="mt-1 size-4" />}
      title={t(`${moment}.title`)}
      actions={isUnderWay(record) ? null : <Next record={record} running={running} {...{ onClose, onCycle, onGoBack }} />}
    >
      <p role="status" className="text-ink-quiet">
        <span className="sr-only">{t(`${moment}.title`)}. </span>
        {t(`${moment}.text`)}
      </p>
      <JobSteps steps={shownSteps(record, goal)} />
    </PanelFrame>
  );
}

const opened: readonly ChangeState[] = ["done", "undone"];

function Next({ record, running, onClose, onCycle, onGoBack }: Omit<JobPanelProps, "job"> & { record: ChangeRecord }) {
  const t = useTranslations("display.job");
  const { vm, mayEdit, draft } = useEditor();
  return (
    <div className="flex flex-wrap gap-2 max-sm:grid">
      {record.state === "waiting" && running && mayEdit && <CycleButton vm={vm} variant="primary" onCycle={onCycle} />}
      {record.state === "unproven" && record.restorable && mayEdit && (
        <Button variant="primary" icon={<Undo2 aria-hidden />} onClick={() => onGoBack(record)}>
          {t("goBack")}
        </Button>
      )}
      {record.state === "unproven" && draft.serials.length > 0 && (
        <Link href={consoleHref(vm.id, "serial")} className={buttonClass()}>
          <SquareTerminal aria-hidden />
          {t("openSerial")}
        </Link>
      )}
      {opened.includes(record.state) && running && (
        <Link href={consoleHref(vm.id)} className={buttonClass("primary")}>
          {t("openConsole")}
        </Link>
      )}
      <Button variant="quiet" className="sm:ml-auto" onClick={onClose}>
        {t("close")}
      </Button>
    </div>
  );
}
