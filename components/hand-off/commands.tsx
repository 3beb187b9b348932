"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { HandOffCommand } from "#server/contract/hand-off.ts";
import { Segmented } from "../ui/toggle.tsx";
import { CommandLine } from "./command-line.tsx";

const places = ["elsewhere", "hypervisor"] as const;
const tools = ["virt-viewer", "virsh"] as const;

/** The commands of libvirt's own programs, for the place where they are to be run. */
export function Commands({ commands }: { commands: readonly HandOffCommand[] }) {
  const t = useTranslations("handOff");
  const [place, setPlace] = useState<HandOffCommand["at"]>("elsewhere");
  return (
    <section className="mt-5">
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2">
        <h3 className="font-medium">{t("commands")}</h3>
        <Segmented
          label={t("place")}
          value={place}
          onChange={setPlace}
          options={places.map((value) => ({ value, label: t(`at.${value}`) }))}
        />
      </div>
      {tools.map((tool) => (
        <Lines key={tool} label={t(`tool.${tool}`)} commands={commands.filter((one) => one.at === place && one.tool === tool)} />
      ))}
      <p className="mt-2 text-note text-ink-quiet">{t(`note.${place}`)}</p>
    </section>
  );
}

/** What one tool can do: a machine may have several serial lines. */
function Lines({ label, commands }: { label: string; commands: readonly HandOffCommand[] }) {
  if (commands.length === 0) return null;
  return (
    <div className="mt-3">
      <p className="mb-1 text-note text-ink-quiet">{label}</p>
      <div className="space-y-1">
        {commands.map(({ command }) => (
          <CommandLine key={command} command={command} />
        ))}
      </div>
    </div>
  );
}
