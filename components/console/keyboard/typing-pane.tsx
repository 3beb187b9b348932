import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { Button } from "../../ui/button.tsx";
import type { TypingProgress } from "./use-typing.ts";

type TypingPaneProps = { progress: TypingProgress; onStop: () => void; onGone: () => void };

/** How far the typing is, and the button that stops it. It has the keyboard, so that no key of the person's falls between the others. */
export function TypingPane({ progress: { done, total }, onStop, onGone }: TypingPaneProps) {
  const t = useTranslations("keyboard.typing");
  const stop = useRef<HTMLButtonElement>(null);
  const gone = useRef(onGone);
  useEffect(() => {
    gone.current = onGone;
  });
  useEffect(() => {
    stop.current?.focus();
    return () => gone.current();
  }, []);
  return (
    <section
      aria-label={t("title")}
      data-typing
      className="absolute inset-x-0 bottom-3 z-30 mx-auto flex w-[min(24rem,calc(100%-1.5rem))] items-center gap-4 rounded-pane bg-surface py-2 pr-2 pl-4 shadow-raised ring-1 ring-line"
    >
      <div className="min-w-0 flex-1">
        <p className="flex justify-between gap-3">
          <span className="font-medium">{t("title")}</span>
          <span className="text-ink-quiet tabular-nums">{t("progress", { done, total })}</span>
        </p>
        <progress
          aria-label={t("title")}
          max={total}
          value={done}
          className="mt-1.5 block h-1 w-full appearance-none overflow-hidden rounded-full bg-hover [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-hover [&::-webkit-progress-value]:bg-accent"
        />
      </div>
      <Button ref={stop} onClick={onStop} onKeyDown={({ key }) => key === "Escape" && onStop()}>
        {t("stop")}
      </Button>
    </section>
  );
}
