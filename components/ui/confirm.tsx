"use client";

import { AlertDialog } from "@base-ui/react/alert-dialog";
import { useTranslations } from "next-intl";
import { type ReactNode, useRef } from "react";
import { Button } from "./button.tsx";
import { paneClass, scrimClass } from "./pane.ts";

type ConfirmProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  /** The question. */
  title: ReactNode;
  /** What would happen, in plain words. */
  text: ReactNode;
  /** The verb on the button: never "OK". */
  verb: string;
  /** Something could be lost: the focus starts on "Cancel". */
  danger?: boolean;
  onConfirm: () => void;
};

/** Asks before something happens that others notice or that loses data. */
export function Confirm({ open, onOpenChange, title, text, verb, danger = false, onConfirm }: ConfirmProps) {
  const t = useTranslations("common");
  const cancel = useRef<HTMLButtonElement>(null);
  const confirm = useRef<HTMLButtonElement>(null);
  return (
    <AlertDialog.Root open={open} onOpenChange={onOpenChange}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={scrimClass} />
        <AlertDialog.Popup className={paneClass} initialFocus={danger ? cancel : confirm}>
          <AlertDialog.Title className="text-read font-semibold break-words">{title}</AlertDialog.Title>
          <AlertDialog.Description className="mt-1.5 text-ink-quiet">{text}</AlertDialog.Description>
          <div className="mt-6 flex justify-end gap-2 max-sm:flex-col-reverse">
            <Button ref={cancel} onClick={() => onOpenChange(false)}>
              {t("cancel")}
            </Button>
            <Button
              ref={confirm}
              variant={danger ? "danger" : "primary"}
              onClick={() => {
                onOpenChange(false);
                onConfirm();
              }}
            >
              {verb}
            </Button>
          </div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  );
}
