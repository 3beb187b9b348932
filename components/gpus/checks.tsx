import { CircleCheck, CircleHelp, CircleMinus, type LucideIcon, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReadinessCheck } from "#server/contract/gpu.ts";
import { cx } from "../ui/cx.ts";

const looks: Record<ReadinessCheck["state"], [icon: LucideIcon, colour: string]> = {
  ok: [CircleCheck, "text-running"],
  missing: [TriangleAlert, "text-paused"],
  unknown: [CircleHelp, "text-ink-quiet"],
};

/** What cuts GPUs into virtual ones, as the server names it. */
const named = ["nvidia-vgpu", "gvt-g", "mxgpu"] as const;

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
  const managers = useTranslations("gpus.manager");
  const unbound = id === "vfio" && state === "missing" && values.driver === "";
  const word = unbound ? "vfio.unbound" : (`${id}.${state}` as const);
  const manager = named.find((one) => one === values.manager) ?? "other";
  // Who wants no virtual GPUs misses nothing, nor does a GPU that no driver holds on to.
  const fine = state === "missing" && (unbound || id === "vendor-manager");
  const [Icon, colour] = fine ? [CircleMinus, "text-ink-quiet"] : looks[state];
  return (
    <li className="flex gap-2">
      <Icon aria-label={t(fine ? "state.none" : `state.${state}`)} className={cx("mt-0.5 size-4 shrink-0", colour)} />
      <span className={cx((fine || state !== "missing") && "text-ink-quiet")}>
        {t(word, { driver: "", devices: "", group: "", ...values, manager: managers(manager) })}
      </span>
    </li>
  );
}
