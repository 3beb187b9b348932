import { Clock } from "lucide-react";
import { useTranslations } from "next-intl";
import { cx } from "../ui/cx.ts";

/** Says as long as it is so that a change waits for the machine's power-off. `short`: the icon alone, its words read out and in a title. */
export function PendingBadge({ short = false, className }: { short?: boolean; className?: string }) {
  const t = useTranslations("machines");
  return (
    <span
      title={short ? t("pendingChange") : undefined}
      className={cx(
        "inline-flex h-4.5 w-fit shrink-0 items-center gap-1 rounded-full bg-warn-tint text-note whitespace-nowrap text-paused",
        short ? "px-1" : "pr-2 pl-1.5",
        className,
      )}
    >
      <Clock aria-hidden className="size-3.5 shrink-0" />
      <span className={cx(short && "sr-only")}>{t("pendingChange")}</span>
    </span>
  );
}
