import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { useNotify } from "../../ui/toaster.tsx";
import type { ConsoleSession } from "../session.ts";
import type { LayoutId } from "./layout.ts";
import { type Pace, stepsOf, typeText } from "./type-text.ts";

/** The progress is shown again after so many milliseconds: keys are far quicker than eyes. */
const SHOWN_MS = 100;

/** Text on its way into the guest, in characters. */
export interface TypingProgress {
  done: number;
  total: number;
}

export interface Typing {
  /** Null where nothing is being typed. */
  progress: TypingProgress | null;
  /** Types text. What the layout has no keys for is pasted through the guest's clipboard, or left out. */
  start(text: string, how: { layout: LayoutId; pace: Pace; paste: boolean }): void;
  stop(): void;
}

/** Types text into a console; that ends with the console. */
export function useTyping(session: ConsoleSession | null, live: boolean): Typing {
  const t = useTranslations("keyboard.typing");
  const notify = useNotify();
  const [progress, setProgress] = useState<TypingProgress | null>(null);
  const abort = useRef<AbortController>(undefined);
  const target = live ? session : null;
  useEffect(() => {
    if (target) return () => abort.current?.abort();
  }, [target]);

  const start: Typing["start"] = async (text, { layout, pace, paste }) => {
    if (!target) return;
    abort.current?.abort();
    const stop = new AbortController();
    abort.current = stop;
    const steps = stepsOf(text, layout, paste);
    const total = steps.reduce((sum, { characters }) => sum + characters, 0);
    let done = 0;
    let shown = performance.now();
    setProgress({ done, total });
    target.capsOff?.();
    await typeText(target, {
      steps,
      pace,
      signal: stop.signal,
      onProgress: (characters) => {
        done = characters;
        if (performance.now() - shown < SHOWN_MS) return;
        shown = performance.now();
        setProgress({ done, total });
      },
    });
    // Another text has begun meanwhile, and the progress is its own.
    if (abort.current !== stop) return;
    setProgress(null);
    if (stop.signal.aborted) notify.note(t("stopped"), t("stoppedText", { done, total }));
    else notify.done(t("done", { count: total }));
  };
  return { progress, start: (text, how) => void start(text, how), stop: () => abort.current?.abort() };
}
