"use client";

import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useEffectEvent, useState, useSyncExternalStore } from "react";
import type { ExchangeRules } from "#server/contract/settings.ts";
import { copyText } from "../../ui/copy-button.tsx";
import { useNotify } from "../../ui/toaster.tsx";
import type { ConsoleSession } from "../session.ts";
import { clipboardChoice } from "./clipboard-choice.ts";
import { ClipboardShare, type Fetched, type Given, type ShareView } from "./clipboard-share.ts";
import { hasClipboard, ownClipboard } from "./own-clipboard.ts";

/** The clipboard as the tools use it. */
export interface ClipboardTool extends ShareView {
  /** What administrators let pass; null where there is no clipboard to share. */
  rules: ExchangeRules | null;
  /** Chooses whether everything is shared by itself. That is explained, and asked, before it is. */
  choose(automatic: boolean): void;
  /** Gives the machine what the person has copied; to be called by a click. */
  give(): void;
  /** Gives the person what was copied in the machine; to be called by a click. */
  fetch(): void;
  /** Puts what waits on the person's clipboard; to be called by a click. */
  take(): void;
  dismiss(): void;
  /** The question before everything is shared is open. */
  asking: boolean;
  answer(yes: boolean): void;
}

/**
 * Brings text to the machine and back as the person wants it.
 * @param session the one that is shown
 * @param able whether it can share now
 */
export function useClipboard(session: ConsoleSession | null, able: boolean, stage: RefObject<HTMLElement | null>): ClipboardTool {
  const t = useTranslations("clipboard");
  const notify = useNotify();
  const [share] = useState(() => new ClipboardShare(ownClipboard));
  const [asking, setAsking] = useState(false);
  const choice = clipboardChoice();
  const chosen = useSyncExternalStore(choice.subscribe, choice.get);
  const view = useSyncExternalStore(
    share.subscribe,
    () => share.view,
    () => share.view,
  );
  const sharing = able ? session : null;
  const tellTooLong = useEffectEvent(() => notify.note(t("tooLong"), t("tooLongText")));
  useEffect(() => {
    if (view.tooLong > 0) tellTooLong();
  }, [view.tooLong]);
  useEffect(() => share.follow(chosen && hasClipboard()), [share, chosen]);
  useEffect(() => {
    share.attach(sharing);
    const stop = [
      sharing?.on("clipboard", ({ text }) => void share.copied(text)),
      sharing?.on("clipboardFailed", (why) => share.failed(why)),
    ];
    return () => {
      for (const end of stop) end?.();
    };
  }, [share, sharing]);
  useEntering(stage, view.automatic, share);

  /** Does something with the person's clipboard where the browser gives a page any. */
  const withClipboard = (act: () => void) => (hasClipboard() ? act() : notify.note(t("needsHttps"), t("needsHttpsText")));
  const told: Record<Given | Fetched, () => void> = {
    given: () => notify.done(t("given")),
    unchanged: () => undefined,
    unread: () => notify.note(t("unread"), t("unreadText")),
    "too-long": () => notify.note(t("tooLong"), t("tooLongText")),
    taken: () => notify.done(t("taken")),
    waiting: () => undefined,
    silent: () => notify.note(t("silent"), t("emptyText")),
    empty: () => notify.note(t("empty"), t("emptyText")),
  };
  const tell = (outcome: Given | Fetched) => told[outcome]();
  const keep = (automatic: boolean) => {
    // By the click, since the browser may ask: those that follow the choice do not.
    if (automatic) void share.start();
    else share.stop();
    choice.set(automatic);
  };
  return {
    ...view,
    rules: session?.rules && session.offerClipboard ? session.rules : null,
    choose: (automatic) => {
      if (automatic) withClipboard(() => setAsking(true));
      else keep(false);
    },
    give: () => withClipboard(() => void share.give().then(tell)),
    fetch: () => withClipboard(() => void share.fetch().then(tell)),
    take: async () => {
      if (view.waiting !== null && (await copyText(view.waiting))) share.settle();
    },
    dismiss: () => share.settle(),
    asking,
    answer: (yes) => {
      setAsking(false);
      if (yes) keep(true);
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
