"use client";

import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import type { ExchangeRules, Settings } from "#server/contract/settings.ts";
import { api } from "../api.ts";
import { PageHead } from "../shell/page-head.tsx";
import { Section } from "../ui/section.tsx";
import { Switch } from "../ui/switch.tsx";
import { useNotify } from "../ui/toaster.tsx";

const rules = ["clipboardFromMachine", "clipboardToMachine", "filesToMachine"] as const satisfies (keyof ExchangeRules)[];

/** What holds for the whole portal. Each switch is saved when it is moved. */
export function SettingsPage({ initial }: { initial: Settings }) {
  const t = useTranslations("settings");
  const { settings, save } = useSaving(initial);
  const { exchange } = settings;
  return (
    <div className="max-w-3xl">
      <PageHead title={t("title")} />
      <Section title={t("exchange.title")}>
        <p className="mb-4 text-ink-quiet">{t("exchange.text")}</p>
        {rules.map((rule) => (
          <Switch
            key={rule}
            label={t(`exchange.${rule}.label`)}
            hint={t(`exchange.${rule}.hint`)}
            checked={exchange[rule]}
            onChange={(allowed) => save({ ...settings, exchange: { ...exchange, [rule]: allowed } })}
          />
        ))}
      </Section>
    </div>
  );
}

/** Shows a change at once, and takes it back where it could not be saved. One is saved after the other, so that the last one holds. */
function useSaving(initial: Settings): { settings: Settings; save: (next: Settings) => void } {
  const t = useTranslations("settings");
  const notify = useNotify();
  const [settings, setSettings] = useState(initial);
  const saved = useRef(initial);
  const wanted = useRef(initial);
  const queue = useRef(Promise.resolve());
  const save = (next: Settings) => {
    wanted.current = next;
    setSettings(next);
    queue.current = queue.current.then(async () => {
      try {
        await api.put("/api/settings", next);
        saved.current = next;
        notify.done(t("saved"));
      } catch (error) {
        // A later change has this one in it, and may yet be saved.
        if (wanted.current === next) setSettings(saved.current);
        notify.failed(error, t("notSaved"));
      }
    });
  };
  return { settings, save };
}
