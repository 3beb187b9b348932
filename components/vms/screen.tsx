"use client";

import { CloudOff, Moon, Power } from "lucide-react";
import { useTranslations } from "next-intl";
import { type RefObject, useCallback, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { cx } from "../ui/cx.ts";
import type { ShownState } from "../ui/state-badge.tsx";
import { screenshotFeed } from "./browser-feed.ts";
import type { Shot } from "./screenshot-feed.ts";
import { hasScreen } from "./shown-state.ts";

/** A picture older than this, in milliseconds, says how old it is. */
const OLD = 20_000;

type ScreenProps = {
  id: string;
  state: ShownState;
  /** Pixels of the picture that is asked for. */
  width: 160 | 640;
  className?: string;
};

/** What a machine's screen shows now, at most some seconds old; says so where it is older. Only fetched while in sight. */
export function Screen({ id, state, width, className }: ScreenProps) {
  const frame = useRef<HTMLDivElement>(null);
  const inSight = useInSight(frame);
  const on = hasScreen(state);
  const latest = useShot(id, width, inSight && on);
  const visible = latest !== "none" && (on || state === "unreachable") ? latest : null;
  const age = useAge(visible);
  return (
    <div ref={frame} className={cx("relative overflow-hidden", visible || on ? "bg-screen" : "bg-hover", className)}>
      {visible ? (
        // biome-ignore lint/performance/noImgElement: a blob of this browser; there is nothing to optimise on the server
        <img
          src={visible.url}
          alt=""
          decoding="sync"
          draggable={false}
          className={cx(
            "size-full object-contain transition-opacity duration-200 starting:opacity-0",
            (age !== null || state !== "running") && "opacity-45",
          )}
        />
      ) : (
        width > 160 && <Blank state={state} missing={latest === "none"} />
      )}
      {visible && age !== null && width > 160 && <Age ms={age} />}
    </div>
  );
}

/** In place of a picture, on a large frame: why there is none. */
function Blank({ state, missing }: { state: ShownState; missing: boolean }) {
  const t = useTranslations("machines");
  if (hasScreen(state)) {
    return missing && <p className="grid size-full place-items-center px-4 text-center text-note text-screen-ink">{t("noPicture")}</p>;
  }
  const Icon = state === "unreachable" ? CloudOff : state === "suspended" ? Moon : Power;
  return (
    <div className="grid size-full place-items-center text-ink-quiet">
      <Icon aria-hidden className="size-6 stroke-[1.5]" />
    </div>
  );
}

function Age({ ms }: { ms: number }) {
  const t = useTranslations("machines.age");
  const seconds = Math.round(ms / 1000);
  return (
    <span className="absolute right-2 bottom-2 rounded-inner bg-screen/85 px-1.5 py-0.5 text-note text-screen-ink">
      {seconds < 90 ? t("seconds", { count: seconds }) : t("minutes", { count: Math.round(seconds / 60) })}
    </span>
  );
}

function useShot(id: string, width: number, wanted: boolean): Shot | "none" | null {
  const subscribe = useCallback(
    (changed: () => void) => (wanted ? screenshotFeed().watch(id, width, changed) : () => undefined),
    [id, width, wanted],
  );
  return useSyncExternalStore(
    subscribe,
    () => screenshotFeed().latest(id, width),
    () => null,
  );
}

/** How old a picture is, in milliseconds, once that is worth a word; else null. */
function useAge(shot: Shot | null): number | null {
  const [now, setNow] = useState(0);
  useEffect(() => {
    if (!shot) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), 5000);
    return () => clearInterval(timer);
  }, [shot]);
  const age = shot ? now - shot.takenAt : 0;
  return age > OLD ? age : null;
}

function useInSight(target: RefObject<Element | null>): boolean {
  const [inSight, setInSight] = useState(false);
  useEffect(() => {
    if (!target.current) return;
    const observer = new IntersectionObserver(([entry]) => setInSight(entry?.isIntersecting ?? false));
    observer.observe(target.current);
    return () => observer.disconnect();
  }, [target]);
  return inSight;
}
