"use client";

import { CloudOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { Tooltip } from "../ui/tooltip.tsx";
import { useStaleness } from "./use-fleet.ts";

/** Says that the page is no longer live, and how old it is. Nothing while it is live. */
export function StaleNote() {
  const t = useTranslations("common.stale");
  const age = useStaleness();
  const text = age === null ? "" : age < 90 ? t("seconds", { count: age }) : t("minutes", { count: Math.round(age / 60) });
  return (
    <span className="inline-flex">
      <span role="status" className="sr-only">
        {age === null ? "" : t("now")}
      </span>
      {age !== null && (
        <Tooltip text={t("hint")}>
          <button
            type="button"
            className="inline-flex h-6 items-center gap-1.5 rounded-full bg-warn-tint px-2.5 text-note font-medium text-paused"
          >
            <CloudOff aria-hidden className="size-3.5" />
            {text}
          </button>
        </Tooltip>
      )}
    </span>
  );
}
