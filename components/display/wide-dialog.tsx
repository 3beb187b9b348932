"use client";

import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { cx } from "../ui/cx.ts";
import { iconButtonClass } from "../ui/icon-button.tsx";
import { paneClass, scrimClass } from "../ui/pane.ts";

type WideDialogProps = { open: boolean; onOpenChange: (open: boolean) => void; title: ReactNode; tools: ReactNode; children: ReactNode };

/** Something wide to look at, in nearly the whole window. */
export function WideDialog({ open, onOpenChange, title, tools, children }: WideDialogProps) {
  const t = useTranslations("common");
  return (
    <Base.Root open={open} onOpenChange={onOpenChange}>
      <Base.Portal>
        <Base.Backdrop className={scrimClass} />
        <Base.Popup className={cx(paneClass, "sm:w-[min(84rem,calc(100vw-2rem))]!")}>
          <div className="mb-4 flex flex-wrap items-center gap-3">
            <Base.Title className="min-w-0 flex-1 text-read font-semibold">{title}</Base.Title>
            {tools}
            <Base.Close aria-label={t("close")} className={iconButtonClass("-mr-2")}>
              <X aria-hidden />
            </Base.Close>
          </div>
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
