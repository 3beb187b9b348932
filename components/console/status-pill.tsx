import { CircleDashed, Dot, Eye, LoaderCircle, PlugZap } from "lucide-react";
import { useTranslations } from "next-intl";
import { cx } from "../ui/cx.ts";
import type { ConsoleModel, Phase } from "./console-machine.ts";

const looks: Record<Phase, [icon: typeof Dot, colour: string]> = {
  connected: [Dot, "text-running"],
  opening: [LoaderCircle, "text-ink-quiet"],
  waiting: [CircleDashed, "text-ink-quiet"],
  retrying: [LoaderCircle, "text-paused"],
  stopped: [PlugZap, "text-ink-quiet"],
};

/** How the console is connected, in a few quiet words: state, protocol, and whether it only watches. */
export function StatusPill({ model, className }: { model: ConsoleModel; className?: string }) {
  const t = useTranslations("console");
  const [Icon, colour] = looks[model.phase];
  const moves = Icon === LoaderCircle;
  return (
    <p
      className={cx(
        "inline-flex h-6 items-center gap-1.5 rounded-full bg-hover pr-2.5 pl-1.5 text-note whitespace-nowrap text-ink-quiet",
        className,
      )}
    >
      <Icon aria-hidden className={cx("size-3.5 shrink-0", colour, moves && "motion-safe:animate-spin", Icon === Dot && "scale-250")} />
      <span className="text-ink">{t(`status.${model.phase === "connected" ? "live" : model.phase}`)}</span>
      {model.protocol && <span>{t(`protocol.${model.protocol}`)}</span>}
      {model.mode === "view" && (
        <span className="inline-flex items-center gap-1">
          <Eye aria-hidden className="size-3.5" />
          {t("status.viewOnly")}
        </span>
      )}
    </p>
  );
}
