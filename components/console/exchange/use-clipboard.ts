"use client";

import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useState, useSyncExternalStore } from "react";
import { copyText } from "../../ui/copy-button.tsx";
import { useNotify } from "../../ui/toaster.tsx";
import { browserStorage } from "../remembered.ts";
import type { ConsoleSession } from "../session.ts";
import { ClipboardShare, type ShareView } from "./clipboard-share.ts";
import { hasClipboard, ownClipboard } from "./own-clipboard.ts";

/** The clipboard as the tools use it. */
export interface ClipboardTool extends ShareView {
  /** Turns sharing on or off; explains it before it is on for the first time in this browser. */
  toggle(): void;
  /** Gives the machine what the person has copied; to be called by a click. */
  give(): void;
  /** Puts what waits on the person's clipboard; to be called by a click. */
  take(): void;
  dismiss(): void;
  /** The question before the first time is open. */
  asking: boolean;
  answer(yes: boolean): void;
}

/** Shares the clipboard with the machine while the person wants it. `session`: the live one that can, else null. */
export function useClipboard(session: ConsoleSession | null, stage: RefObject<HTMLElement | null>): ClipboardTool {
  const t = useTranslations("console.clipboard");
  const notify = useNotify();
  const [share] = useState(() => new ClipboardShare(ownClipboard));
  const [asking, setAsking] = useState(false);
  const view = useSyncExternalStore(
    share.subscribe,
    () => share.view,
    () => share.view,
  );
  useEffect(() => {
    share.attach(session);
    return session?.on("clipboard", ({ text }) => void share.copied(text));
  }, [share, session]);
  useEntering(stage, view.on, share);

  const begin = () => {
    if (!hasClipboard()) notify.note(t("needsHttps"), t("needsHttpsText"));
    else if (wasExplained()) void share.start();
    else setAsking(true);
  };
  const give = async () => {
    if (await share.give()) notify.done(t("given"));
    else notify.note(t("barred"), t("barredText"));
  };
  const take = async () => {
    if (view.waiting !== null && (await copyText(view.waiting))) share.settle();
  };
  return {
    ...view,
    toggle: () => (view.on ? share.stop() : begin()),
    give: () => void give(),
    take: () => void take(),
    dismiss: () => share.settle(),
    asking,
    answer: (yes) => {
      setAsking(false);
      if (!yes) return;
      noteExplained();
      void share.start();
    },
  };
}

/** Tells the share whenever the keyboard comes to the console: in the page, into a frame of the page, or back from another window. */
function useEntering(stage: RefObject<HTMLElement | null>, on: boolean, share: ClipboardShare): void {
  useEffect(() => {
    if (!on) return;
    // A frame that gets the focus blurs the window; which element has it is known only after that.
    const look = () =>
      setTimeout(() => {
        if (document.hasFocus() && stage.current?.contains(document.activeElement)) void share.entered();
      });
    window.addEventListener("blur", look);
    window.addEventListener("focus", look);
    document.addEventListener("focusin", look);
    return () => {
      window.removeEventListener("blur", look);
      window.removeEventListener("focus", look);
      document.removeEventListener("focusin", look);
    };
  }, [stage, on, share]);
}

const EXPLAINED = "oriel.console.clipboard-explained";

function wasExplained(): boolean {
  try {
    return browserStorage()?.getItem(EXPLAINED) === "yes";
  } catch {
    return false;
  }
}

function noteExplained(): void {
  try {
    browserStorage()?.setItem(EXPLAINED, "yes");
  } catch {
    // Explained again the next time.
  }
}
