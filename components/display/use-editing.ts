import { useTranslations } from "next-intl";
import { useCallback, useEffect, useMemo, useReducer, useRef, useState } from "react";
import type { ChangeRecord, DisplayState } from "#server/contract/display-change.ts";
import { isOn, type Vm } from "#server/contract/vm.ts";
import { api, toFailure } from "../api.ts";
import { useNotify } from "../ui/toaster.tsx";
import { usePower } from "../vms/power-provider.tsx";
import type { Editor } from "./editor-context.tsx";
import { type EditorAction, editorReducer, isEdited, startEditing, toChange } from "./editor-state.ts";
import { isUnderWay } from "./job.ts";
import { missing } from "./missing.ts";
import { type Job, type JobControl, jobToShow, useJob } from "./use-job.ts";
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
  const { receive, reload } = useReceived(dispatch, load);
  const control = useJob(vm.id, ({ record, from }) => reload(from === "edits" ? counts.includes(record.state) : !edited));
  const { busy, follow, dismiss } = control;
  const unfilled = useMemo(() => missing(state.draft), [state.draft]);
  const change = edited && !busy && unfilled.length === 0 ? toChange(state) : null;
  const view = usePlan(vm.id, change, () => reload(false));
  useEffect(() => {
    const job = jobToShow(first);
    if (job) follow(job);
  }, [first, follow]);

  const edit = useCallback(
    (action: EditorAction) => {
      dismiss();
      dispatch(action);
    },
    [dismiss],
  );
  const editor = useEditor({ vm, state, unfilled, view, busy, dispatch: edit });
  const started = (record: ChangeRecord, restart: boolean, from: Job["from"] = "page") =>
    follow({ record, from, goal: { restart, wasRunning: isOn(vm.state), protocols: state.draft.graphics.map(({ type }) => type) } });
  const { sending, send } = useSend(() => reload(false));
  const tell = (fresh: DisplayState) => {
    const job = jobToShow(fresh);
    if (busy || sending) return;
    // Somebody else's job: the settings are in motion.
    if (job && isUnderWay(job.record)) follow(job);
    else receive(fresh);
  };
  const apply = (restart: boolean) => {
    const request = { ...toChange(state), next: view.plan?.next ?? "", restart };
    send(`/api/vms/${vm.id}/display/changes`, request, (record) => started(record, restart, "edits"));
  };
  return {
    editor,
    edited,
    control,
    sending,
    apply,
    cycle: () => send(`/api/vms/${vm.id}/display/restart`, {}, (record) => started(record, true)),
    started,
    tell,
  };
}

/** Gives the form what the server tells. What was asked for after a change of one's own counts as that, however late it comes. */
function useReceived(dispatch: (action: EditorAction) => void, load: () => Promise<DisplayState>) {
  const own = useRef(false);
  const receive = useCallback(
    (state: DisplayState) => {
      dispatch({ type: "told", state, own: own.current });
      own.current = false;
    },
    [dispatch],
  );
  const reload = useCallback(
    (after: boolean) => {
      own.current = after;
      load().then(receive, ignore);
    },
    [load, receive],
  );
  return { receive, reload };
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
function useSend(onStale: () => void) {
  const t = useTranslations("display");
  const notify = useNotify();
  const [sending, setSending] = useState(false);
  const send = async (path: string, body: unknown, started: (record: ChangeRecord) => void) => {
    setSending(true);
    try {
      started(await api.post<ChangeRecord>(path, body));
    } catch (thrown) {
      const failure = toFailure(thrown);
      if (failure.code === "definition-changed") onStale();
      else notify.failed(failure, t("apply.failed"));
    }
    setSending(false);
  };
  return { sending, send: (...request: Parameters<typeof send>) => void send(...request) };
}

/** What failed is said where it was asked. */
function ignore(): void {}
