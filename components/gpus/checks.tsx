import { CircleCheck, CircleHelp, CircleMinus, type LucideIcon, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReadinessCheck } from "#server/contract/gpu.ts";
import { cx } from "../ui/cx.ts";

const looks: Record<ReadinessCheck["state"], [icon: LucideIcon, colour: string]> = {
  ok: [CircleCheck, "text-running"],
  missing: [TriangleAlert, "text-paused"],
  unknown: [CircleHelp, "text-ink-quiet"],
};

/** What is ready and what is not, each with what to do about it. */
export function Checks({ checks }: { checks: readonly ReadinessCheck[] }) {
  return (
    <ul className="grid gap-2">
      {checks.map((check) => (
        <Check key={check.id} check={check} />
      ))}
    </ul>
  );
}

function Check({ check: { id, state, values } }: { check: ReadinessCheck }) {
  const t = useTranslations("gpus.check");
  // Who wants no virtual GPUs misses nothing.
  const [Icon, colour] = id === "vendor-manager" && state === "missing" ? [CircleMinus, "text-ink-quiet"] : looks[state];
  const word = id === "vfio" && state === "missing" && values.driver === "" ? "vfio.unbound" : (`${id}.${state}` as const);
  return (
    <li className="flex gap-2">
      <Icon aria-label={t(`state.${state}`)} className={cx("mt-0.5 size-4 shrink-0", colour)} />
      <span className={cx(state !== "missing" && "text-ink-quiet")}>{t(word, { driver: "", devices: "", group: "", ...values })}</span>
    </li>
  );
}
