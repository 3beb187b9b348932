"use client";

import { FilePenLine, LoaderCircle } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { DisplayPlan } from "#server/contract/display-plan.ts";
import { Button } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { Failure } from "../ui/failure.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { Commands } from "./commands.tsx";
import { useEditor } from "./editor-context.tsx";
import { Advice, Problems } from "./findings.tsx";
import { fieldId } from "./paths.ts";
import { PlanChanges } from "./plan-changes.tsx";
import { PlanFollows } from "./plan-follows.tsx";
import { notToldByFollows } from "./told-by-follows.ts";
import { XmlDiff } from "./xml-diff.tsx";

/** What would become of the edits. `actions`: what makes it so. */
export function PlanPanel({ edited, actions }: { edited: boolean; actions: ReactNode }) {
  const t = useTranslations("display.plan");
  const { view } = useEditor();
  return (
    <PanelFrame title={t("title")} note={edited && !view.current && !view.failure ? <Checking /> : null} actions={edited ? actions : null}>
      {edited ? <Content /> : <Nothing />}
    </PanelFrame>
  );
}

type PanelFrameProps = { icon?: ReactNode; title: ReactNode; note?: ReactNode; actions: ReactNode; children: ReactNode };

/** Leads to the side of the page, wherever it stands. */
export function showPanel(block: ScrollLogicalPosition = "nearest"): void {
  const panel = document.getElementById(fieldId(["panel"]));
  panel?.scrollIntoView({ block });
  panel?.focus({ preventScroll: true });
}

/** The side of the page: it stays in view beside the form, and stands below it where there is no room. */
export function PanelFrame({ icon, title, note, actions, children }: PanelFrameProps) {
  return (
    <section
      id={fieldId(["panel"])}
      tabIndex={-1}
      aria-label={typeof title === "string" ? title : undefined}
      className="flex scroll-my-6 flex-col rounded-pane max-md:scroll-mb-20 bg-surface ring-1 ring-line xl:max-h-[calc(100dvh-6.5rem)]"
    >
      <header className="flex min-h-14 items-center justify-between gap-3 px-5 pt-4 pb-3">
        <h2 className="flex items-start gap-2.5 text-read font-semibold">
          {icon}
          {title}
        </h2>
        {note}
      </header>
      <div className="grid min-h-0 gap-5 overflow-y-auto py-px pr-5 pb-5 pl-5 xl:pr-3 xl:[scrollbar-gutter:stable] xl:[scrollbar-width:thin]">
        {children}
      </div>
      {actions && <footer className="border-t border-line px-5 py-4">{actions}</footer>}
    </section>
  );
}

function Checking() {
  const t = useTranslations("display.plan");
  return (
    <span role="status" className="flex items-center gap-1.5 text-note text-ink-quiet">
      <LoaderCircle aria-hidden className="size-3.5 motion-safe:animate-spin" />
      {t("checking")}
    </span>
  );
}

function Nothing() {
  const t = useTranslations("display.plan");
  return (
    <div className="flex gap-3 text-ink-quiet">
      <FilePenLine aria-hidden className="mt-0.5 size-4 shrink-0" />
      <div>
        <p className="font-medium text-ink">{t("none")}</p>
        <p className="mt-0.5">{t("noneText")}</p>
      </div>
    </div>
  );
}

function Content() {
  const t = useTranslations("display.plan");
  const common = useTranslations("common");
  const { view, problems } = useEditor();
  const { plan, failure, retry, current } = view;
  return (
    <>
      <Problems problems={problems} />
      {failure && failure.code !== "definition-changed" && (
        <div>
          <p className="font-medium">{t("failed")}</p>
          <Failure error={failure} className="mt-1" />
          <Button className="mt-3" onClick={retry}>
            {common("retry")}
          </Button>
        </div>
      )}
      {!plan && !failure && problems.length === 0 && <Skeleton />}
      {plan && <Plan plan={plan} stale={!current} />}
    </>
  );
}

/** In the shape of what comes. */
function Skeleton() {
  return (
    <div aria-hidden className="grid gap-2.5">
      <div className="skeleton h-3.5 w-32" />
      <div className="skeleton h-3.5 w-full" />
      <div className="skeleton h-3.5 w-3/4" />
    </div>
  );
}

function Plan({ plan, stale }: { plan: DisplayPlan; stale: boolean }) {
  const t = useTranslations("display.plan");
  const tabs = [
    {
      value: "summary",
      label: t("tab.summary"),
      children: (
        <div className="grid gap-5">
          {plan.unchanged && <p className="text-ink-quiet">{t("unchanged")}</p>}
          <PlanChanges changes={notToldByFollows(plan.changes, plan.follows)} />
          <PlanFollows follows={plan.follows} />
          <Advice advice={plan.advice} />
        </div>
      ),
    },
    { value: "xml", label: t("tab.xml"), children: <XmlDiff diff={plan.diff} /> },
    { value: "commands", label: t("tab.commands"), children: <Commands commands={plan.commands} /> },
  ];
  return (
    <div aria-busy={stale || undefined} className={cx("min-w-0 transition-opacity", stale && "opacity-60")}>
      <Tabs label={t("tab.label")} tabs={tabs} />
    </div>
  );
}
