"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { ChangeRecord, RestorePlan } from "#server/contract/display-change.ts";
import { type ApiFailure, api, toFailure } from "../api.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Failure } from "../ui/failure.tsx";
import { useEditor } from "./editor-context.tsx";
import { PlanChanges } from "./plan-changes.tsx";
import { momentText } from "./use-sentences.ts";
import { XmlDiff } from "./xml-diff.tsx";

type RestoreDialogProps = {
  record: ChangeRecord;
  open: boolean;
  onOpenChange: (open: boolean) => void;
  running: boolean;
  onStarted: (record: ChangeRecord, restart: boolean) => void;
};

/** What going back to the definition from before a change would do, and the way to do it. */
export function RestoreDialog({ record, open, onOpenChange, running, onStarted }: RestoreDialogProps) {
  const t = useTranslations("display.restore");
  const history = useTranslations("display.history");
  const format = useFormatter();
  const about = t("about", { when: momentText(format, record.at), name: record.by || history("gone") });
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("title")} about={about}>
      {open && (
        <Preview
          record={record}
          running={running}
          onStarted={(started, restart) => {
            onOpenChange(false);
            onStarted(started, restart);
          }}
        />
      )}
    </Dialog>
  );
}

type PreviewProps = Pick<RestoreDialogProps, "record" | "running" | "onStarted">;

function Preview({ record, running, onStarted }: PreviewProps) {
  const t = useTranslations("display.restore");
  const { plan, failure, busy, moved, restore } = useRestore(record, onStarted);
  if (failure && !plan) return <Failure error={failure} className="mt-5" />;
  if (!plan) return <div role="status" aria-label={t("loading")} className="skeleton mt-5 h-40" />;
  if (plan.unchanged) return <p className="mt-5 text-ink-quiet">{t("unchanged")}</p>;
  return (
    <div className="mt-5 grid gap-5">
      {moved && <p className="rounded-inner bg-warn-tint p-2.5">{t("changed")}</p>}
      <PlanChanges changes={plan.changes} />
      <XmlDiff diff={plan.diff} className="max-h-[40dvh]" />
      {failure && <Failure error={failure} />}
      {running && <p className="text-note text-ink-quiet">{t("warning")}</p>}
      <div className="flex flex-wrap justify-end gap-2 max-sm:grid">
        <Button variant={running ? "danger" : "plain"} disabled={busy} onClick={() => void restore(plan, true)}>
          {t(running ? "restart" : "start")}
        </Button>
        <Button variant="primary" busy={busy} onClick={() => void restore(plan, false)}>
          {t("restore")}
        </Button>
      </div>
    </div>
  );
}

type Restore = {
  plan: RestorePlan | null;
  failure: ApiFailure | null;
  busy: boolean;
  /** Whether the machine was changed while the plan was looked at. */
  moved: boolean;
  restore: (plan: RestorePlan, restart: boolean) => Promise<void>;
};

function useRestore(record: ChangeRecord, onStarted: PreviewProps["onStarted"]): Restore {
  const { vm } = useEditor();
  const path = `/api/vms/${vm.id}/display/changes/${record.id}/restore`;
  const [state, setState] = useState<Omit<Restore, "restore">>({ plan: null, failure: null, busy: false, moved: false });
  useEffect(() => {
    const over = new AbortController();
    api.get<RestorePlan>(path, { signal: over.signal }).then(
      (plan) => setState((before) => ({ ...before, plan, failure: null })),
      (thrown) => over.signal.aborted || setState((before) => ({ ...before, failure: toFailure(thrown) })),
    );
    return () => over.abort();
  }, [path]);
  const restore = async ({ base, next }: RestorePlan, restart: boolean) => {
    setState((before) => ({ ...before, busy: true, failure: null }));
    try {
      onStarted(await api.post<ChangeRecord>(path, { base, next, restart }), restart);
    } catch (thrown) {
      const failure = toFailure(thrown);
      const fresh = failure.code === "definition-changed" ? await api.get<RestorePlan>(path).catch(() => null) : null;
      setState((before) => ({ plan: fresh ?? before.plan, failure: fresh ? null : failure, busy: false, moved: fresh !== null }));
    }
  };
  return { ...state, restore };
}
