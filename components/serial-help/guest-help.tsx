"use client";

import { useTranslations } from "next-intl";
import { CommandLine } from "../hand-off/command-line.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { type Guide, guestLines, guidesFor, showsMenu, USUAL_TTY } from "./guest-lines.ts";

type GuestHelpProps = {
  /** What the guest calls the line; null where that is not known. */
  tty: string | null;
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

/** What to write in a Linux guest so that it speaks on its serial line. */
export function GuestHelp({ tty, open, onOpenChange }: GuestHelpProps) {
  const t = useTranslations("serialHelp");
  const line = tty ?? USUAL_TTY;
  const name = () => <code className="font-mono text-note">{line}</code>;
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("title")}>
      <p className="mt-1.5 text-ink-quiet">{t.rich(tty === null ? "unknown" : "why", { name })}</p>
      <div className="mt-5">
        <Tabs
          label={t("system")}
          tabs={guidesFor(line).map((guide) => ({
            value: guide,
            label: t(`guides.${guide}`),
            children: <Steps guide={guide} line={line} />,
          }))}
        />
      </div>
    </Dialog>
  );
}

function Steps({ guide, line }: { guide: Guide; line: string }) {
  const t = useTranslations("serialHelp");
  return (
    <>
      <ul className="space-y-4">
        {guestLines(line, guide).map(({ id, lines }) => (
          <li key={id}>
            <p className="mb-1 text-note text-ink-quiet">{t(`steps.${id}`)}</p>
            <CommandLine command={lines.join("\n")} />
          </li>
        ))}
      </ul>
      {guide !== "systemd" && !showsMenu(line) && <p className="mt-4 text-note text-ink-quiet">{t("noMenu")}</p>}
    </>
  );
}
