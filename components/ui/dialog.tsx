"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode, RefObject } from "react";
import { cx } from "./cx.ts";
import { iconButtonClass } from "./icon-button.tsx";
import { paneClass, scrimClass } from "./pane.ts";

type DialogProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: ReactNode;
  /** What or whom it is about, under the title. */
  about?: ReactNode;
  /** Where the focus begins, except by touch, which would call the keyboard up; without it, at the button that closes. */
  initialFocus?: RefObject<HTMLElement | null>;
  children: ReactNode;
};

/** Something to read or do before the page goes on; closed by its button, Escape, or a press beside it. */
export function Dialog({ open, onOpenChange, title, about, initialFocus, children }: DialogProps) {
  const t = useTranslations("common");
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={scrimClass} />
        <Base.Popup
          {...(initialFocus && { initialFocus: (by: string) => by === "touch" || initialFocus.current })}
          className={cx(paneClass, "sm:w-[min(38rem,calc(100vw-2rem))]!")}
        >
          <div className="flex items-start gap-3">
            <div className="min-w-0 flex-1">
              <Base.Title className="text-read font-semibold break-words">{title}</Base.Title>
              {about && <Base.Description className="truncate text-ink-quiet">{about}</Base.Description>}
            </div>
            <Base.Close aria-label={t("close")} className={iconButtonClass("-mt-1 -mr-2")}>
              <X aria-hidden />
            </Base.Close>
          </div>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
