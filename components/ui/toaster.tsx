"use client";

import { Toast } from "@base-ui/react/toast";
import { CircleAlert, CircleCheck, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { toFailure } from "../api.ts";
import { Details } from "./details.tsx";
import { useErrorText } from "./failure.tsx";
import { iconButtonClass } from "./icon-button.tsx";

const manager = Toast.createToastManager<{ details?: string }>();

type Notify = {
  /** Something worked that cannot be seen otherwise. */
  done: (title: string, description?: string) => void;
  /** Something that needs attention but is no error. */
  note: (title: string, description?: string) => void;
  /** Something thrown: what happened and what to do, with the details behind a fold. `title`: what was tried. */
  failed: (thrown: unknown, title?: string) => void;
};

/** Tells the person something beside the page. Errors stay until they are read. */
export function useNotify(): Notify {
  const textOf = useErrorText();
  return {
    done: (title, description) => void manager.add({ type: "done", title, description, timeout: 4000 }),
    note: (title, description) => void manager.add({ type: "note", title, description, timeout: 12_000 }),
    failed: (thrown, title) => {
      const failure = toFailure(thrown);
      const { message, action } = textOf(failure);
      const data = failure.details ? { details: failure.details } : {};
      const words = title ? { title, description: `${message} ${action}` } : { title: message, description: action };
      manager.add({ type: "failed", ...words, data, timeout: 0, priority: "high" });
    },
  };
}

/** Where notes appear. Once, around the page. */
export function Toaster({ children }: { children: React.ReactNode }) {
  return (
    <Toast.Provider toastManager={manager} limit={4}>
      {children}
      <Toast.Portal>
        <Toast.Viewport className="fixed right-4 bottom-[calc(1rem+env(safe-area-inset-bottom))] z-[60] flex w-[min(24rem,calc(100vw-2rem))] flex-col gap-2 max-md:bottom-[calc(5rem+env(safe-area-inset-bottom))]">
          <Toasts />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function Toasts() {
  const t = useTranslations("common");
  const { toasts } = Toast.useToastManager<{ details?: string }>();
  return toasts.map((toast) => (
    <Toast.Root
      key={toast.id}
      toast={toast}
      swipeDirection={["right", "down"]}
      className="rounded-pane bg-surface py-3 pr-2 pl-4 shadow-raised ring-1 ring-line transition-[opacity,translate] data-ending-style:opacity-0 data-limited:hidden data-starting-style:translate-y-2 data-starting-style:opacity-0"
    >
      <Toast.Content className="flex gap-3">
        <ToastIcon type={toast.type} />
        <div className="min-w-0 flex-1">
          <Toast.Title className="font-medium break-words" />
          <Toast.Description className="text-ink-quiet break-words" />
          {toast.data?.details && <Details text={toast.data.details} />}
        </div>
        <Toast.Close aria-label={t("close")} className={iconButtonClass("-my-1.5")}>
          <X aria-hidden />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}

function ToastIcon({ type }: { type: string | undefined }) {
  if (type === "failed") return <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-danger" />;
  if (type === "done") return <CircleCheck aria-hidden className="mt-0.5 size-4 shrink-0 text-running" />;
  return <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-paused" />;
}
