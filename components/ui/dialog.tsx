"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode, RefObject } from "react";
import { iconButtonClass } from "./icon-button.tsx";

/** The veil between the page and what stands before it. */
export const scrimClass = "fixed inset-0 z-40 bg-scrim transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0";

/** A pane that stands before the page: in the middle, and at the bottom edge of a phone. */
export const paneClass =
  "fixed inset-x-0 bottom-0 z-50 max-h-[calc(100dvh-2rem)] overflow-y-auto rounded-t-pane bg-surface p-6 shadow-raised ring-1 ring-line " +
  "pb-[calc(1.5rem+env(safe-area-inset-bottom))] transition-[opacity,translate] data-ending-style:opacity-0 data-starting-style:translate-y-2 data-starting-style:opacity-0 " +
  "sm:inset-x-auto sm:top-1/2 sm:bottom-auto sm:left-1/2 sm:w-[26rem] sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-pane sm:pb-6 " +
  "sm:data-starting-style:translate-y-[calc(-50%+0.5rem)]";

type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  description?: ReactNode;
  children?: ReactNode;
  /** Where the focus goes first, if not to the first control. */
  initialFocus?: RefObject<HTMLElement | null>;
};

/** A dialog that can be left at any time. For a question before something is lost, use Confirm. */
export function Dialog({ open, onOpenChange, title, description, children, initialFocus }: DialogProps) {
  const t = useTranslations("common");
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={scrimClass} />
        <Base.Popup className={paneClass} {...(initialFocus && { initialFocus })}>
          <div className="flex items-start justify-between gap-4">
            <Base.Title className="min-w-0 text-read font-semibold">{title}</Base.Title>
            <Base.Close aria-label={t("close")} className={iconButtonClass("-mt-1 -mr-2")}>
              <X aria-hidden />
            </Base.Close>
          </div>
          {description && <Base.Description className="mt-1 text-ink-quiet">{description}</Base.Description>}
          {children && <div className="mt-5">{children}</div>}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
