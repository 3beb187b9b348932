"use client";

import { type RefObject, useEffect, useMemo, useState } from "react";
import type { ChangeRecord, DisplayState } from "#server/contract/display-change.ts";
import { isOn, type Vm } from "#server/contract/vm.ts";
import { ApplyActions } from "./apply-actions.tsx";
import { ConnectionSection } from "./connection-section.tsx";
import { DevicesSection } from "./devices-section.tsx";
import { EditorProvider } from "./editor-context.tsx";
import { EditorFrame } from "./editor-frame.tsx";
import { GpuSection } from "./gpu-section.tsx";
import { History } from "./history.tsx";
import { JobPanel } from "./job-panel.tsx";
import { LeaveQuestion } from "./leave-question.tsx";
import { Notices } from "./notices.tsx";
import { PlanPanel } from "./plan-panel.tsx";
import { ProtocolSection } from "./protocol-section.tsx";
import { RestoreDialog } from "./restore-dialog.tsx";
import { ReviewBar } from "./review-bar.tsx";
import { ScreensSection } from "./screens-section.tsx";
import { SerialSection } from "./serial-section.tsx";
import { useEditing } from "./use-editing.ts";

type DisplayEditorProps = {
  vm: Vm;
  /** As the server told it first. */
  first: DisplayState;
  /** The server does not answer now. */
  outdated: boolean;
  load: () => Promise<DisplayState>;
  /** Where the server's later answers are given to. */
  told: RefObject<(state: DisplayState) => void>;
};

/** The form of a machine's displays, what its edits would do, and what was done before. */
export function DisplayEditor({ vm, first, outdated, load, told }: DisplayEditorProps) {
  const editing = useEditing(vm, first, load);
  const { editor, edited, control, sending, apply, cycle, tell, started } = editing;
  const [restore, setRestore] = useState<{ record: ChangeRecord; open: boolean } | null>(null);
  const running = isOn(vm.state);
  const { job, busy, dismiss } = control;
  useEffect(() => {
    told.current = tell;
  });
  const goBack = (record: ChangeRecord) => setRestore({ record, open: true });
  const form = useMemo(
    () => (
      <>
        <ProtocolSection />
        <ConnectionSection />
        <ScreensSection />
        <DevicesSection />
        <SerialSection />
        <GpuSection />
      </>
    ),
    [],
  );
  return (
    <EditorProvider value={editor}>
      <Notices running={running} outdated={outdated} busy={busy} jobShown={job !== null} onCycle={cycle} />
      <EditorFrame
        panelFirst={job !== null}
        form={form}
        history={<History onRestore={goBack} />}
        panel={
          job ? (
            <JobPanel job={job} running={running} onClose={dismiss} onCycle={cycle} onGoBack={goBack} />
          ) : (
            editor.mayEdit && <PlanPanel edited={edited} actions={<ApplyActions running={running} busy={sending} onApply={apply} />} />
          )
        }
      />
      {edited && !job && <ReviewBar />}
      {restore && (
        <RestoreDialog
          record={restore.record}
          open={restore.open}
          onOpenChange={(open) => setRestore({ ...restore, open })}
          running={running}
          onStarted={started}
        />
      )}
      <LeaveQuestion edited={edited && !busy} />
    </EditorProvider>
  );
}
