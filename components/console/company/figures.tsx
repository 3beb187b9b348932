import { useFormatter, useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import type { ConsoleView } from "../console-controller.ts";

interface Figures {
  /** In ms; null before there is one. */
  roundTrip: number | null;
  /** Pictures drawn in the last second. */
  frames: number;
  /** Bytes that came in the last second. */
  bytes: number;
}

const SECOND = 1_000;

/** What the connection does at present: how long the portal takes to answer, how many pictures come in a second, how much data. */
export function FiguresLine({ view }: { view: ConsoleView }) {
  const t = useTranslations("company.figures");
  const format = useFormatter();
  const figures = useFigures(view);
  if (!figures) return null;
  const { roundTrip, frames, bytes } = figures;
  const rate = { maximumFractionDigits: bytes < 100_000 ? 0 : 1 };
  return (
    <p className="pointer-events-none absolute bottom-2 left-2 z-10 flex gap-3 rounded-inner bg-screen/85 px-2 py-1 text-note text-screen-ink tabular-nums">
      {roundTrip !== null && <span>{t("roundTrip", { ms: Math.round(roundTrip) })}</span>}
      <span>{t("frames", { frames })}</span>
      <span>
        {bytes < 1_000_000
          ? t("kilo", { rate: format.number(bytes / 1_000, rate) })
          : t("mega", { rate: format.number(bytes / 1_000_000, rate) })}
      </span>
    </p>
  );
}

/** Null while the console is not connected. */
function useFigures({ model, session, line }: ConsoleView): Figures | null {
  const [figures, setFigures] = useState<Figures | null>(null);
  const live = model.phase === "connected";
  useEffect(() => {
    if (!live || !session || !line) return;
    let drawn = 0;
    let before = line.bytesDown;
    const stop = session.on("frames", (count) => {
      drawn += count;
    });
    const timer = setInterval(() => {
      setFigures({ roundTrip: line.view.roundTrip, frames: drawn, bytes: line.bytesDown - before });
      drawn = 0;
      before = line.bytesDown;
    }, SECOND);
    return () => {
      stop();
      clearInterval(timer);
      setFigures(null);
    };
  }, [live, session, line]);
  return figures;
}
