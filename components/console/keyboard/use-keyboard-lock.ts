import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { useNotify } from "../../ui/toaster.tsx";

/** The Keyboard Lock API (W3C community draft), which TypeScript does not know: Chromium has it, over https or on localhost. */
interface LockableKeyboard {
  lock(): Promise<void>;
  unlock(): void;
}

function lockable(): LockableKeyboard | null {
  return (navigator as Navigator & { keyboard?: LockableKeyboard }).keyboard ?? null;
}

/** Whether full screen can bring keys to the guest that browser and system keep for themselves else: Alt+Tab, Ctrl+W, Escape. */
export function canLockKeys(): boolean {
  return document.fullscreenEnabled && typeof lockable()?.lock === "function";
}

/** In full screen, gives the guest every key, and says how to leave; `active`: there is a guest in view that may have them. */
export function useKeyboardLock(active: boolean): void {
  const t = useTranslations("keyboard.lock");
  const notify = useNotify();
  const tell = useRef<() => void>(undefined);
  useEffect(() => {
    tell.current = () => notify.done(t("locked"), t("leave"));
  });
  useEffect(() => {
    if (!active || !canLockKeys()) return;
    // Refused in a page that another one embeds: full screen is there, and the keys are as they were.
    const lock = () =>
      lockable()
        ?.lock()
        .then(
          () => true,
          () => false,
        );
    const follow = async () => {
      if (!document.fullscreenElement) lockable()?.unlock();
      else if (await lock()) tell.current?.();
    };
    // A console that came back finds the full screen as it was.
    if (document.fullscreenElement) void lock();
    document.addEventListener("fullscreenchange", follow);
    return () => {
      document.removeEventListener("fullscreenchange", follow);
      lockable()?.unlock();
    };
  }, [active]);
}
