"use client";

import { CircleAlert, Info, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { DisplayPlan, Finding } from "#server/contract/display-plan.ts";
import { cx } from "../ui/cx.ts";
import { useField } from "./editor-context.tsx";
import { fieldId, goToField, type Path } from "./paths.ts";
import { useSentences } from "./use-sentences.ts";

/** What is wrong with a part of the form itself rather than with one of its fields. */
export function PartProblem({ path, className }: { path: Path; className?: string }) {
  const { error } = useField(path, { exact: true });
  if (!error) return null;
  return (
    <p className={cx("flex gap-2 text-danger", className)}>
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      {error}
    </p>
  );
}

/** Everything that keeps the change from being made; each leads to its field. */
export function Problems({ problems }: { problems: readonly Finding[] }) {
  const t = useTranslations("display.plan");
  if (problems.length === 0) return null;
  return (
    <section aria-labelledby={fieldId(["problems"])}>
      <h3 id={fieldId(["problems"])} className="font-medium text-danger">
        {t("problems", { count: problems.length })}
      </h3>
      <ul className="mt-1.5 -ml-2">
        {problems.map((problem) => (
          <Line key={JSON.stringify(problem)} finding={problem} icon={<CircleAlert aria-hidden className="text-danger" />} />
        ))}
      </ul>
    </section>
  );
}

/** What is good to know of the change. */
export function Advice({ advice }: { advice: DisplayPlan["advice"] }) {
  const t = useTranslations("display.plan");
  if (advice.length === 0) return null;
  const sorted = advice.toSorted((a, b) => Number(b.level === "warning") - Number(a.level === "warning"));
  return (
    <section>
      <h3 className="font-medium">{t("advice")}</h3>
      <ul className="mt-1.5 -ml-2">
        {sorted.map((one) => (
          <Line key={JSON.stringify(one)} finding={one} icon={<AdviceIcon level={one.level} />} />
        ))}
      </ul>
    </section>
  );
}

function AdviceIcon({ level }: { level: "note" | "warning" }) {
  const t = useTranslations("display.plan");
  const Icon = level === "warning" ? TriangleAlert : Info;
  return <Icon aria-label={t(level)} className={level === "warning" ? "text-paused" : "text-ink-quiet"} />;
}

const lineClass = "flex w-full gap-2 rounded-inner px-2 py-1 text-left [&_svg]:mt-0.5 [&_svg]:size-4 [&_svg]:shrink-0";

/** A finding that leads to its field where it has one. */
function Line({ finding, icon }: { finding: Finding; icon: ReactNode }) {
  const t = useTranslations("display.plan");
  const say = useSentences();
  const text = say("finding", finding.code, finding.values);
  if (finding.path.length === 0) {
    return (
      <li className={lineClass}>
        {icon}
        <span>{text}</span>
      </li>
    );
  }
  return (
    <li>
      <button
        type="button"
        title={t("goTo")}
        onClick={() => goToField(finding.path)}
        className={cx(lineClass, "transition-colors hover:bg-hover pointer-coarse:py-2.5")}
      >
        {icon}
        <span>{text}</span>
      </button>
    </li>
  );
}
