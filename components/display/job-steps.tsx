"use client";

import { CircleAlert, CircleCheck, CircleDashed, CircleMinus, LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ApiError } from "#server/contract/error.ts";
import { cx } from "../ui/cx.ts";
import { Failure } from "../ui/failure.tsx";
import type { ShownStep } from "./job.ts";

const looks = {
  ahead: [CircleDashed, "text-line-strong"],
  "under-way": [LoaderCircle, "text-accent motion-safe:animate-spin"],
  ok: [CircleCheck, "text-running"],
  failed: [CircleAlert, "text-danger"],
  skipped: [CircleMinus, "text-ink-quiet"],
} as const;

/** What was done and what is still to come, live. */
export function JobSteps({ steps }: { steps: readonly ShownStep[] }) {
  const t = useTranslations("display");
  return (
    <ol aria-label={t("job.steps")} className="grid gap-2">
      {steps.map((step) => (
        <Step key={`${step.step} ${step.protocol}`} step={step} />
      ))}
    </ol>
  );
}

function Step({ step: { step, protocol, state, error } }: { step: ShownStep }) {
  const t = useTranslations("display");
  const [Icon, look] = looks[state];
  return (
    <li className={cx("flex gap-2.5", state === "ahead" && "text-ink-quiet")}>
      <Icon aria-hidden className={cx("mt-0.5 size-4 shrink-0", look)} />
      <div className="min-w-0 flex-1">
        <p>
          {t(`step.${step}`, { protocol: protocol ? t(`protocols.${protocol}`) : "" })}
          <span className={cx(state === "skipped" ? "text-note text-ink-quiet" : "sr-only")}> · {t(`stepState.${state}`)}</span>
        </p>
        {state === "failed" && error && <StepFailure error={error} />}
      </div>
    </li>
  );
}

/** Why a step failed. What libvirt itself said is the answer, not a detail. */
function StepFailure({ error }: { error: ApiError }) {
  const t = useTranslations("display.job");
  if (error.code !== "libvirt-failed" || !error.details) return <Failure error={error} className="mt-1" />;
  return (
    <div className="mt-1">
      <p className="text-note text-ink-quiet">{t("said")}</p>
      <pre dir="ltr" className="mt-1 rounded-inner bg-hover p-2 font-mono text-note break-words whitespace-pre-wrap">
        {error.details}
      </pre>
    </div>
  );
}
