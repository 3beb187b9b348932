"use client";

import { Power, PowerOff, Zap } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Effect, PlannedChange } from "#server/contract/display-plan.ts";
import { useEditor } from "./editor-context.tsx";
import { useSentences } from "./use-sentences.ts";

const effects = ["now", "next-start", "power-cycle"] as const;
const icons = { now: Zap, "next-start": Power, "power-cycle": PowerOff } as const;

/** What changes, by when it counts. */
export function PlanChanges({ changes }: { changes: readonly PlannedChange[] }) {
  return effects.map((effect) => {
    const some = changes.filter((change) => change.effect === effect);
    return some.length > 0 ? <Effects key={effect} effect={effect} changes={some} /> : null;
  });
}

function Effects({ effect, changes }: { effect: Effect; changes: readonly PlannedChange[] }) {
  const t = useTranslations("display.plan");
  const { state } = useEditor();
  const Icon = icons[effect];
  return (
    <section>
      <h3 className="flex items-center gap-2 font-medium">
        <Icon aria-hidden className="size-4 text-ink-quiet" />
        {t(`effect.${effect}`)}
      </h3>
      <ChangeList changes={changes} className="mt-1.5 ml-6" />
      {effect === "power-cycle" && state.base.running && (
        <p className="mt-1.5 ml-6 text-note text-ink-quiet">{t("effectNote.power-cycle")}</p>
      )}
    </section>
  );
}

/** Changes as sentences. */
export function ChangeList({ changes, className }: { changes: readonly PlannedChange[]; className?: string }) {
  const say = useSentences();
  return (
    <ul className={className}>
      {changes.map((change) => (
        <li key={JSON.stringify(change)} className="py-0.5 break-words">
          {say("change", change.code, change.values)}
        </li>
      ))}
    </ul>
  );
}
