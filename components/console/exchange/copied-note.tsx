import { Copy, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "../../ui/button.tsx";
import { IconButton } from "../../ui/icon-button.tsx";

/** The machine copied something that the browser takes by a click only. */
export function CopiedNote({ onCopy, onClose }: { onCopy: () => void; onClose: () => void }) {
  const t = useTranslations("clipboard");
  const common = useTranslations("common");
  return (
    <div
      role="status"
      className="absolute inset-x-0 bottom-6 z-10 mx-auto flex w-fit max-w-[calc(100%-1.5rem)] items-center gap-2 rounded-pane bg-surface py-2 pr-2 pl-4 shadow-raised ring-1 ring-line"
    >
      <span className="min-w-0">{t("waiting")}</span>
      <Button icon={<Copy aria-hidden />} onClick={onCopy}>
        {common("copy")}
      </Button>
      <IconButton label={common("close")} onClick={onClose} side="top">
        <X aria-hidden />
      </IconButton>
    </div>
  );
}
