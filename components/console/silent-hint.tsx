import { CornerDownLeft } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "../ui/button.tsx";

/** A line that has said nothing is not broken: a login prompt waits for Enter. */
export function SilentHint({ onEnter, onHelp }: { onEnter?: (() => void) | undefined; onHelp: () => void }) {
  const t = useTranslations("console.serial");
  return (
    <div
      role="status"
      className="absolute inset-x-0 bottom-6 z-10 mx-auto flex w-fit max-w-[calc(100%-1.5rem)] flex-wrap items-center gap-x-3 gap-y-2 rounded-pane bg-surface py-2 pr-2 pl-4 shadow-raised ring-1 ring-line max-sm:py-3"
    >
      <span>{t("silent")}</span>
      <span className="flex gap-1 max-sm:-ml-1">
        {onEnter && (
          <Button icon={<CornerDownLeft aria-hidden />} onClick={onEnter}>
            {t("pressEnter")}
          </Button>
        )}
        <Button variant="quiet" onClick={onHelp}>
          {t("help")}
        </Button>
      </span>
    </div>
  );
}
