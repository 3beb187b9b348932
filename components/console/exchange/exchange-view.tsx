"use client";

import { useTranslations } from "next-intl";
import { Confirm } from "../../ui/confirm.tsx";
import type { ConsoleSession } from "../session.ts";
import { CopiedNote } from "./copied-note.tsx";
import { DropPane } from "./drop-pane.tsx";
import { TransfersPanel } from "./transfers-panel.tsx";
import type { Exchange } from "./use-exchange.ts";

type ExchangeViewProps = { exchange: Exchange; session: ConsoleSession | null; name: string };

/** What sound, clipboard and files show over the picture. */
export function ExchangeView({ exchange: { clipboard, files }, session, name }: ExchangeViewProps) {
  const t = useTranslations("clipboard");
  return (
    <>
      <Confirm
        open={clipboard.asking}
        onOpenChange={(open) => open || clipboard.answer(false)}
        title={t("question")}
        text={t("questionText")}
        verb={t("share")}
        onConfirm={() => clipboard.answer(true)}
      />
      {files.send && <DropPane session={session} name={name} onDrop={files.send} />}
      {clipboard.waiting !== null && <CopiedNote onCopy={clipboard.take} onClose={clipboard.dismiss} />}
      {files.transfers.length > 0 && <TransfersPanel transfers={files.transfers} onClose={files.clear} />}
    </>
  );
}
