"use client";

import { useTranslations } from "next-intl";
import type { Follow } from "#server/contract/display-plan.ts";
import { Switch } from "../ui/switch.tsx";
import { useEditor } from "./editor-context.tsx";
import { useSentences } from "./use-sentences.ts";

/** What comes and goes with the protocol; each can be declined, but for what the machine would not start without. */
export function PlanFollows({ follows }: { follows: readonly Follow[] }) {
  const t = useTranslations("display.plan");
  const say = useSentences();
  const { locked, dispatch } = useEditor();
  if (follows.length === 0) return null;
  return (
    <section>
      <h3 className="font-medium">{t("follows")}</h3>
      <p className="mt-0.5 text-note text-ink-quiet">{t("followsNote")}</p>
      <div className="mt-1.5">
        {follows.map(({ id, action, values, applied, required }) => (
          <Switch
            key={`${id} ${values.name ?? ""}`}
            label={say("follow", id, values, action)}
            hint={required ? `${say("follow", id, values, "why")} ${t("required")}` : say("follow", id, values, "why")}
            checked={applied}
            disabled={required || locked}
            onChange={(apply) => dispatch({ type: "decline", id, declined: !apply })}
          />
        ))}
      </div>
    </section>
  );
}
