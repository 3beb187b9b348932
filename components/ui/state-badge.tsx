import { CircleAlert, CirclePause, CirclePlay, CirclePower, CloudOff, LoaderCircle, type LucideIcon, Moon } from "lucide-react";
import { useTranslations } from "next-intl";
import { cx } from "./cx.ts";

/** What people tell machines apart by: libvirt's states folded to what differs for them. */
export type ShownState = "running" | "paused" | "suspended" | "stopping" | "off" | "crashed" | "unreachable" | "unknown";

const looks: Record<ShownState, [icon: LucideIcon, colour: string]> = {
  running: [CirclePlay, "text-running"],
  paused: [CirclePause, "text-paused"],
  suspended: [Moon, "text-paused"],
  stopping: [CirclePower, "text-off"],
  off: [CirclePower, "text-off"],
  crashed: [CircleAlert, "text-crashed"],
  unreachable: [CloudOff, "text-unreachable"],
  unknown: [CircleAlert, "text-off"],
};

/** A state by icon and colour, where there is no room for its word: that is only read out. */
export function StateIcon({ state }: { state: ShownState }) {
  const t = useTranslations("common.state");
  const [Icon, colour] = looks[state];
  return <Icon role="img" aria-label={t(state)} className={cx("size-4 shrink-0", colour)} />;
}

type StateBadgeProps = {
  state: ShownState;
  /** What is being done to it, in words ("Shutting down…"); shown instead of the state until it is done. */
  pending?: string | undefined;
  className?: string;
};

/** A state by icon, word and colour. */
export function StateBadge({ state, pending, className }: StateBadgeProps) {
  const t = useTranslations("common.state");
  const [Icon, colour] = looks[state];
  if (pending !== undefined) {
    return (
      <span className={cx("flex w-fit items-center gap-1.5 whitespace-nowrap text-ink-quiet", className)}>
        <LoaderCircle aria-hidden className="size-4 shrink-0 motion-safe:animate-spin" />
        {pending}
      </span>
    );
  }
  return (
    <span className={cx("flex w-fit items-center gap-1.5 whitespace-nowrap", colour, className)}>
      <Icon aria-hidden className="size-4 shrink-0" />
      {t(state)}
    </span>
  );
}
