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
  return (
    <span className={cx("inline-flex shrink-0 items-center gap-1.5 text-note font-medium whitespace-nowrap", looks[state][1], className)}>
      <StateIcon state={state} className="size-3.5" />
      {t(state)}
    </span>
  );
}

/** Where a change stands; the words are beside it. */
export function StateIcon({ state, className }: { state: ChangeState; className: string }) {
  const [Icon, colour] = looks[state];
  return <Icon aria-hidden className={cx("shrink-0", colour, Icon === LoaderCircle && "motion-safe:animate-spin", className)} />;
}
