"use client";

import { Columns2, Expand, Rows3 } from "lucide-react";
import { useTranslations } from "next-intl";
import { Fragment, type ReactNode, useState } from "react";
import type { DiffLine } from "#server/contract/display-plan.ts";
import { cx } from "../ui/cx.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { Segmented } from "../ui/toggle.tsx";
import { diffHunks, diffPairs } from "./diff-pairs.ts";
import { WideDialog } from "./wide-dialog.tsx";

type Layout = "unified" | "split";

/** The changes of a definition's XML, one below the other or side by side. `className`: of the box with the lines. */
export function XmlDiff({ diff, className }: { diff: readonly DiffLine[]; className?: string }) {
  const t = useTranslations("display.diff");
  const [layout, setLayout] = useState<Layout>("unified");
  const [large, setLarge] = useState(false);
  if (diff.every(({ op }) => op === " ")) return <p className="text-ink-quiet">{t("none")}</p>;
  const choice = (
    <Segmented
      label={t("layout")}
      value={layout}
      onChange={setLayout}
      options={[
        { value: "unified", label: t("unified"), icon: <Rows3 aria-hidden /> },
        { value: "split", label: t("split"), icon: <Columns2 aria-hidden /> },
      ]}
    />
  );
  return (
    <div className="min-w-0">
      <div className="flex items-center justify-between gap-2">
        {choice}
        <IconButton label={t("larger")} onClick={() => setLarge(true)}>
          <Expand aria-hidden />
        </IconButton>
      </div>
      <DiffText diff={diff} layout={layout} className={cx("mt-3", className)} />
      <p className="mt-2 text-note text-ink-quiet">{t("secrets")}</p>
      <WideDialog open={large} onOpenChange={setLarge} title={t("label")} tools={choice}>
        <DiffText diff={diff} layout={layout} />
      </WideDialog>
    </div>
  );
}

/** The lines, with a mark where some that stay the same are left out. */
export function DiffText({ diff, layout, className }: { diff: readonly DiffLine[]; layout: Layout; className?: string }) {
  const t = useTranslations("display.diff");
  return (
    <section
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be scrolled by keyboard too
      tabIndex={0}
      aria-label={t("label")}
      dir="ltr"
      className={cx("overflow-auto rounded-inner bg-canvas py-1.5 font-mono text-note ring-1 ring-line", className)}
    >
      <div className={cx("w-max min-w-full", layout === "split" && "grid grid-cols-2")}>
        {diffHunks(diff).map((hunk, index) => (
          <Fragment key={`${hunk[0]?.old}-${hunk[0]?.new}`}>
            {index > 0 && <LeftOut />}
            <Lines lines={hunk} layout={layout} />
          </Fragment>
        ))}
      </div>
    </section>
  );
}

function LeftOut() {
  const t = useTranslations("display.diff");
  return (
    <p className="col-span-2 px-3 text-ink-quiet">
      <span aria-hidden>⋯</span>
      <span className="sr-only">{t("leftOut")}</span>
    </p>
  );
}

function Lines({ lines, layout }: { lines: readonly DiffLine[]; layout: Layout }) {
  if (layout === "unified") return lines.map((line) => <Line key={`${line.old}-${line.new}`} line={line} number={line.new ?? line.old} />);
  return diffPairs(lines).map((pair) => (
    <Pair key={`${pair.old?.old}-${pair.new?.new}`}>
      {pair.old ? <Line line={pair.old} number={pair.old.old} /> : <Gap />}
      {pair.new ? <Line line={pair.new} number={pair.new.new} /> : <Gap />}
    </Pair>
  ));
}

function Pair({ children }: { children: ReactNode }) {
  return <div className="col-span-2 grid grid-cols-subgrid">{children}</div>;
}

/** Nothing on this side. */
function Gap() {
  return <div className="bg-hover/60" />;
}

const looks = { " ": "", "-": "bg-removed", "+": "bg-added" } as const;

function Line({ line, number }: { line: DiffLine; number: number | null }) {
  const t = useTranslations("display.diff");
  return (
    <div className={cx("flex px-1.5 whitespace-pre", looks[line.op])}>
      <span aria-hidden className="w-8 shrink-0 pr-2 text-right text-ink-quiet tabular-nums select-none">
        {number}
      </span>
      <span aria-hidden className="w-4 shrink-0 select-none">
        {line.op}
      </span>
      {line.op !== " " && <span className="sr-only">{t(line.op === "-" ? "removed" : "added")} </span>}
      <span className="pr-3">{line.text}</span>
    </div>
  );
}
