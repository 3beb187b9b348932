"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { GpuInventory } from "#server/contract/gpu.ts";
import { CommandLine } from "../hand-off/command-line.tsx";
import { Segmented } from "../ui/toggle.tsx";
import { commandBlocks } from "./gpu-standing.ts";

type Commands = GpuInventory["commands"];

/** What makes a host ready to hand GPUs over, to be copied for its boot loader. */
export function BootGuide({ commands }: { commands: Commands }) {
  const t = useTranslations("gpus.ready");
  const [chosen, setChosen] = useState<Commands[number]["loader"]>("grub2");
  const shown = commands.find(({ loader }) => loader === chosen) ?? commands[0];
  if (!shown) return null;
  return (
    <>
      <p className="max-w-prose text-ink-quiet">{t("text")}</p>
      <div className="mt-4">
        <Segmented
          label={t("loader")}
          value={shown.loader}
          onChange={setChosen}
          options={commands.map(({ loader }) => ({ value: loader, label: t(`loaders.${loader}`) }))}
        />
      </div>
      <ul className="mt-4 max-w-3xl space-y-3">
        {commandBlocks(shown.commands).map(({ title, lines }) => (
          <li key={lines.join("\n")}>
            {title && <p className="mb-1 text-note text-ink-quiet">{title === "Every system" ? t("everySystem") : title}</p>}
            <CommandLine command={lines.join("\n")} />
          </li>
        ))}
      </ul>
    </>
  );
}
