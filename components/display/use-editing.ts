import { useTranslations } from "next-intl";
import { useCallback, useEffect, useMemo, useReducer, useState } from "react";
import type { ChangeRecord, DisplayState } from "#server/contract/display-change.ts";
import { isOn, type Vm } from "#server/contract/vm.ts";
import { api, toFailure } from "../api.ts";
import { useNotify } from "../ui/toaster.tsx";
import { usePower } from "../vms/power-provider.tsx";
import type { Editor } from "./editor-context.tsx";
import { type EditorAction, editorReducer, isEdited, startEditing, toChange } from "./editor-state.ts";
import { missing } from "./missing.ts";
import { type JobControl, jobToShow, useJob } from "./use-job.ts";
import { usePlan } from "./use-plan.ts";

export type Editing = {
  editor: Editor;
  edited: boolean;
  control: JobControl;
  /** A change is being handed to the server. */
  sending: boolean;
  apply: (restart: boolean) => void;
  cycle: () => void;
  /** Follows a job that was started elsewhere in the page. */
  started: (record: ChangeRecord, restart: boolean) => void;
  /** The server told the state again. */
  tell: (state: DisplayState) => void;
};

/** Holds a person's edits of a machine's displays, their plan, and the job that makes them so. */
export function useEditing(vm: Vm, first: DisplayState, load: () => Promise<DisplayState>): Editing {
  const [state, dispatch] = useReducer(editorReducer, first, startEditing);
  const edited = isEdited(state);
  const reload = useCallback((own: boolean) => void load().then((fresh) => dispatch({ type: "told", state: fresh, own }), ignore), [load]);
  const control = useJob(vm.id, ({ state }) => reload(counts.includes(state)));
  const { busy, follow, dismiss } = control;
  const unfilled = useMemo(() => missing(state.draft), [state.draft]);
  const change = edited && !busy && unfilled.length === 0 ? toChange(state) : null;
  const view = usePlan(vm.id, change, () => reload(false));
  useEffect(() => {
    const job = jobToShow(first);
    if (job) follow(job.record, job.goal);
  }, [first, follow]);

  const edit = useCallback(
    (action: EditorAction) => {
      dismiss();
      dispatch(action);
    },
    [dismiss],
  );
  const editor = useEditor({ vm, state, unfilled, view, busy, dispatch: edit });
  const started = (record: ChangeRecord, restart: boolean) =>
    follow(record, { restart, wasRunning: isOn(vm.state), protocols: state.draft.graphics.map(({ type }) => type) });
  const { sending, send } = useSend(started, () => reload(false));
  const tell = (fresh: DisplayState) => {
    const job = jobToShow(fresh);
    if (busy || sending) return;
    // Somebody else's job: the settings are in motion.
    if (job && job.record.endedAt === null && job.record.id !== control.job?.record.id) follow(job.record, job.goal);
    else dispatch({ type: "told", state: fresh, own: false });
  };
  return {
    editor,
    edited,
    control,
    sending,
    apply: (restart) => send(`/api/vms/${vm.id}/display/changes`, { ...toChange(state), next: view.plan?.next ?? "", restart }, restart),
    cycle: () => send(`/api/vms/${vm.id}/display/restart`, {}, true),
    started,
    tell,
  };
}

/** Where a change has come to stay: the form begins anew from it. Of the others the person keeps the edits. */
const counts: readonly ChangeRecord["state"][] = ["done", "waiting", "unproven", "replaced"];

type EditorParts = Pick<Editor, "vm" | "state" | "view" | "dispatch"> & { unfilled: Editor["problems"]; busy: boolean };

function useEditor({ vm, state, unfilled, view, busy, dispatch }: EditorParts): Editor {
  const { displayEdit } = usePower().rights;
  return useMemo(
    () => ({
      vm,
      state,
      draft: state.draft,
      options: state.base.options,
      locked: !displayEdit || busy,
      mayEdit: displayEdit,
      problems: [...unfilled, ...(view.plan?.problems ?? [])],
      view,
      edit: (change) => dispatch({ type: "edit", edit: change }),
      dispatch,
    }),
    [vm, state, displayEdit, busy, unfilled, view, dispatch],
  );
}

/** Hands a change to the server. */
function useSend(started: (record: ChangeRecord, restart: boolean) => void, onStale: () => void) {
  const t = useTranslations("display");
  const notify = useNotify();
  const [sending, setSending] = useState(false);
  const send = async (path: string, body: unknown, restart: boolean) => {
    setSending(true);
    try {
      started(await api.post<ChangeRecord>(path, body), restart);
    } catch (thrown) {
      const failure = toFailure(thrown);
      if (failure.code === "definition-changed") onStale();
      else notify.failed(failure, t("apply.failed"));
    }
    setSending(false);
  };
  return { sending, send: (path: string, body: unknown, restart: boolean) => void send(path, body, restart) };
}

/** What failed is said where it was asked. */
function ignore(): void {}
