"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { DisplayPlan } from "#server/contract/display-plan.ts";
import { Button } from "../ui/button.tsx";
import { Confirm } from "../ui/confirm.tsx";
import { useEditor } from "./editor-context.tsx";

type ApplyActionsProps = {
  running: boolean;
  busy: boolean;
  onApply: (restart: boolean) => void;
};

/** What makes the edits so: the definition alone, or with the restart that makes it count. */
export function ApplyActions({ running, busy, onApply }: ApplyActionsProps) {
  const t = useTranslations("display.apply");
  const { vm, state, view, problems, locked, dispatch } = useEditor();
  const [asking, setAsking] = useState(false);
  const { plan } = view;
  const ready = view.current && plan !== null && !plan.unchanged && problems.length === 0 && state.newer === null && !locked;
  const { note, first, later } = wordsFor(plan, running);
  return (
    <div className="grid gap-3">
      {ready && <p className="text-note text-ink-quiet">{t(note)}</p>}
      <div className="flex flex-wrap gap-2 max-sm:grid">
        <Button variant="primary" disabled={!ready} busy={busy} onClick={() => onApply(false)}>
          {t(first)}
        </Button>
        {later && (
          <Button disabled={!ready || busy} onClick={() => (running ? setAsking(true) : onApply(true))}>
            {t(running ? "restart" : "start")}
          </Button>
        )}
        <Button variant="quiet" disabled={busy} className="sm:ml-auto" onClick={() => dispatch({ type: "reset" })}>
          {t("reset")}
        </Button>
      </div>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t.rich("confirm.title", { name: () => <bdi>{vm.name}</bdi> })}
        text={t("confirm.text")}
        verb={t("confirm.verb")}
        danger
        onConfirm={() => onApply(true)}
      />
    </div>
  );
}

/** What the first button says and does; `later`: not all of it counts at once, and a start would make it count. */
function wordsFor(plan: DisplayPlan | null, running: boolean) {
  if (!running) return { note: "offNote", first: "save", later: true } as const;
  const effects = plan?.changes.map(({ effect }) => effect) ?? [];
  if (!effects.includes("now")) return { note: "later", first: "apply", later: true } as const;
  const later = effects.some((effect) => effect !== "now");
  return later ? ({ note: "mixed", first: "apply", later } as const) : ({ note: "nowOnly", first: "applyNow", later } as const);
}
