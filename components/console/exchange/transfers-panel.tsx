import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { IconButton } from "../../ui/icon-button.tsx";
import { isSending, type ListedTransfer, percentOf } from "./transfers.ts";

type TransfersPanelProps = { transfers: readonly ListedTransfer[]; onClose: () => void };

/** The files that go into the machine: how far each is, which have arrived, and why one has not. */
export function TransfersPanel({ transfers, onClose }: TransfersPanelProps) {
  const t = useTranslations("console.files");
  const common = useTranslations("common");
  const heading = useId();
  const sending = isSending(transfers);
  const failed = transfers.filter(({ state }) => state === "failed").length;
  const title = sending ? t("sending") : failed > 0 ? t("failed", { count: failed }) : t("done", { count: transfers.length });
  return (
    <section
      aria-labelledby={heading}
      data-transfers
      className="absolute right-3 bottom-3 z-20 flex max-h-[calc(100%-1.5rem)] w-[min(22rem,calc(100%-1.5rem))] flex-col rounded-pane bg-surface shadow-raised ring-1 ring-line"
    >
      <header className="flex h-11 shrink-0 items-center justify-between gap-2 pr-1.5 pl-4">
        <h2 id={heading} role="status" className="truncate font-medium">
          {title}
        </h2>
        {!sending && (
          <IconButton label={common("close")} onClick={onClose} side="top">
            <X aria-hidden />
          </IconButton>
        )}
      </header>
      <ul className="max-h-60 min-h-0 overflow-y-auto px-4 pb-3">
        {transfers.map((transfer) => (
          <TransferLine key={transfer.key} transfer={transfer} />
        ))}
      </ul>
    </section>
  );
}

function TransferLine({ transfer }: { transfer: ListedTransfer }) {
  const t = useTranslations("console.files");
  const { name, state, reason } = transfer;
  const percent = percentOf(transfer);
  return (
    <li className="py-1.5">
      <div className="flex items-center gap-3">
        <bdi className="min-w-0 flex-1 truncate" title={name}>
          {name}
        </bdi>
        {state === "sending" && <span className="text-note text-ink-quiet tabular-nums">{t("percent", { percent })}</span>}
        {state === "done" && (
          <span className="inline-flex items-center gap-1 text-note text-running">
            <CircleCheck aria-hidden className="size-4" />
            {t("arrived")}
          </span>
        )}
        {state === "failed" && (
          <span className="inline-flex items-center gap-1 text-note text-danger">
            <CircleAlert aria-hidden className="size-4" />
            {t("notSent")}
          </span>
        )}
      </div>
      {state === "sending" && (
        <progress
          aria-label={t("progressOf", { name })}
          max={100}
          value={percent}
          className="mt-1.5 block h-1 w-full appearance-none overflow-hidden rounded-full bg-hover [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-hover [&::-webkit-progress-value]:bg-accent"
        />
      )}
      {state === "failed" && <p className="text-note break-words text-ink-quiet">{reason ?? t("lost")}</p>}
    </li>
  );
}
