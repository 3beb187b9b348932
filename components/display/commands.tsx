"use client";

import { useTranslations } from "next-intl";
import type { DisplayPlan } from "#server/contract/display-plan.ts";
import { CommandLine } from "../hand-off/command-line.tsx";

const tools = ["virt-xml", "virsh", "virt-install"] as const;

/** The same change with libvirt's own programs, to copy. */
export function Commands({ commands }: { commands: DisplayPlan["commands"] }) {
  const t = useTranslations("display.commands");
  if (commands.length === 0) return <p className="text-ink-quiet">{t("none")}</p>;
  return (
    <div className="grid gap-4">
      <p className="text-note text-ink-quiet">{t("intro")}</p>
      {tools.map((tool) => {
        const some = commands.filter((one) => one.tool === tool);
        if (some.length === 0) return null;
        return (
          <section key={tool}>
            <h3 className="mb-1.5 flex items-baseline gap-2">
              <span className="font-mono font-medium">{t(`tool.${tool}`)}</span>
              <span className="text-note text-ink-quiet">{t(`toolText.${tool}`)}</span>
            </h3>
            <div className="space-y-1">
              {some.map(({ command }, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the same command may stand twice, for two devices
                <CommandLine key={index} command={command} />
              ))}
            </div>
          </section>
        );
      })}
    </div>
  );
}
