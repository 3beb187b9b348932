import { CircleAlert, CircleCheck, CircleMinus, Clock, LoaderCircle, type LucideIcon, TriangleAlert, Undo2 } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ChangeState } from "#server/contract/display-change.ts";
import { cx } from "../ui/cx.ts";

const busy: [LucideIcon, string] = [LoaderCircle, "text-accent"];
const looks: Record<ChangeState, [icon: LucideIcon, colour: string]> = {
  applying: busy,
  restarting: busy,
  verifying: busy,
  undoing: busy,
  waiting: [Clock, "text-paused"],
  done: [CircleCheck, "text-running"],
  undone: [Undo2, "text-paused"],
  unproven: [TriangleAlert, "text-paused"],
  failed: [CircleAlert, "text-danger"],
  replaced: [CircleMinus, "text-ink-quiet"],
};

/** Where a change stands, by icon, word and colour. */
export function StateMark({ state, className }: { state: ChangeState; className?: string }) {
  const t = useTranslations("display.state");
  const [Icon, colour] = looks[state];
  return (
    <span className={cx("inline-flex shrink-0 items-center gap-1.5 text-note font-medium whitespace-nowrap", colour, className)}>
      <Icon aria-hidden className={cx("size-3.5", Icon === LoaderCircle && "motion-safe:animate-spin")} />
      {t(state)}
    </span>
  );
}
