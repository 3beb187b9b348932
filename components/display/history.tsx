"use client";

import { ChevronRight } from "lucide-react";
import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { ChangeRecord } from "#server/contract/display-change.ts";
import type { DiffLine } from "#server/contract/display-plan.ts";
import { type ApiFailure, api, toFailure } from "../api.ts";
import { Button } from "../ui/button.tsx";
import { Failure } from "../ui/failure.tsx";
import { Section } from "../ui/section.tsx";
import { useEditor } from "./editor-context.tsx";
import { isUnderWay } from "./job.ts";
import { JobSteps } from "./job-steps.tsx";
import { fieldId } from "./paths.ts";
import { ChangeList } from "./plan-changes.tsx";
import { StateMark } from "./state-mark.tsx";
import { momentText, useSentences } from "./use-sentences.ts";
import { XmlDiff } from "./xml-diff.tsx";

/** More are there for whoever asks. */
const FIRST = 8;

/** What was changed here, by whom and when; each can be looked into and undone. */
export function History({ onRestore }: { onRestore: (record: ChangeRecord) => void }) {
  const t = useTranslations("display.history");
  const title = useTranslations("display.section")("history");
  const { state } = useEditor();
  const [all, setAll] = useState(false);
  const { history } = state.base;
  const shown = all ? history : history.slice(0, FIRST);
  return (
    <Section title={title}>
      <div id={fieldId(["history"])}>
        {history.length === 0 && <p className="text-ink-quiet">{t("empty")}</p>}
        <ul className="-my-3 divide-y divide-line">
          {shown.map((record) => (
            <Entry key={record.id} record={record} onRestore={onRestore} />
          ))}
        </ul>
        {shown.length < history.length && (
          <Button variant="quiet" className="mt-4 -ml-3.5" onClick={() => setAll(true)}>
            {t("truncated", { count: history.length })}
          </Button>
        )}
      </div>
    </Section>
  );
}

type EntryProps = { record: ChangeRecord; onRestore: (record: ChangeRecord) => void };

function Entry({ record, onRestore }: EntryProps) {
  const t = useTranslations("display");
  const format = useFormatter();
  const [open, setOpen] = useState(false);
  return (
    <li>
      <details onToggle={(event) => setOpen(event.currentTarget.open)} className="group/entry">
        <summary className="flex items-start gap-2 rounded-inner py-3 select-none [&::-webkit-details-marker]:hidden">
          <ChevronRight aria-hidden className="mt-0.5 size-4 shrink-0 text-ink-quiet transition-transform group-open/entry:rotate-90" />
          <span className="min-w-0 flex-1">
            <span className="block break-words">
              <Gist record={record} />
            </span>
            <span className="mt-0.5 block text-note text-ink-quiet">
              <bdi>{record.by || t("history.gone")}</bdi> · <time dateTime={record.at}>{momentText(format, record.at)}</time>
            </span>
          </span>
          <StateMark state={record.state} className="mt-0.5" />
        </summary>
        {open && <Inside record={record} onRestore={onRestore} />}
      </details>
    </li>
  );
}

/** A change in one line. */
function Gist({ record: { kind, changes } }: { record: ChangeRecord }) {
  const t = useTranslations("display");
  const say = useSentences();
  const [first, ...others] = changes;
  if (kind === "power-cycle" || !first) return t(`kind.${kind}`);
  const sentence = say("change", first.code, first.values);
  const rest = others.length > 0 ? ` ${t("history.more", { count: others.length })}` : "";
  return `${kind === "restore" ? `${t("kind.restore")}. ` : ""}${sentence}${rest}`;
}

function Inside({ record, onRestore }: EntryProps) {
  const t = useTranslations("display.history");
  const { mayEdit, locked } = useEditor();
  return (
    <div className="grid gap-4 pb-5 pl-6">
      {record.changes.length > 1 && <ChangeList changes={record.changes} />}
      {record.steps.length > 0 && <JobSteps steps={record.steps} />}
      {record.kind !== "power-cycle" && record.restorable && <Diff id={record.id} />}
      {record.kind !== "power-cycle" && !record.restorable && <p className="text-note text-ink-quiet">{t("noDefinition")}</p>}
      {record.restorable && mayEdit && !isUnderWay(record) && (
        <div>
          <Button disabled={locked} onClick={() => onRestore(record)}>
            {t("restore")}
          </Button>
        </div>
      )}
    </div>
  );
}

function Diff({ id }: { id: string }) {
  const t = useTranslations("display.diff");
  const { vm } = useEditor();
  const [answer, setAnswer] = useState<{ diff: DiffLine[] | null; failure: ApiFailure | null }>({ diff: null, failure: null });
  useEffect(() => {
    const over = new AbortController();
    api.get<{ diff: DiffLine[] }>(`/api/vms/${vm.id}/display/changes/${id}/diff`, { signal: over.signal }).then(
      ({ diff }) => setAnswer({ diff, failure: null }),
      (thrown) => over.signal.aborted || setAnswer({ diff: null, failure: toFailure(thrown) }),
    );
    return () => over.abort();
  }, [vm.id, id]);
  if (answer.failure) return <Failure error={answer.failure} />;
  if (!answer.diff) return <div role="status" aria-label={t("loading")} className="skeleton h-24" />;
  return <XmlDiff diff={answer.diff} />;
}
