import { useTranslations } from "next-intl";
import { useEffect, useRef, useSyncExternalStore } from "react";
import type { Companion } from "#server/contract/console-note.ts";
import { isolate } from "../../ui/isolate.ts";
import { useNotify } from "../../ui/toaster.tsx";
import type { ConsoleView } from "../console-controller.ts";
import { type Known, knownOf, newsOf } from "./news.ts";

/** Who else has the machine's screen open, and what this person can do about who controls it. */
export interface Company {
  /** All of them, this console included; empty where the console is not shared, or nothing is known yet. */
  people: readonly Companion[];
  /** Lets another console's person control the machine, in the place of all others; null where this one does not control it. */
  handOver: ((to: Companion) => void) | null;
  /** Makes all others watch; null where this one may not, or nobody else controls. */
  takeOver: (() => void) | null;
}

const nobody = { people: [], mayTakeOver: false };
const nothing = () => () => undefined;

/** Follows who is there, and says so when it changes; a console that is hidden says it once it is in view. */
export function useCompany({ model, line }: ConsoleView, hidden: boolean, takeOver: () => void): Company {
  const live = model.phase === "connected";
  const { people, mayTakeOver } = useSyncExternalStore(
    line?.subscribe ?? nothing,
    () => line?.view.company ?? nobody,
    () => nobody,
  );
  const shown = live ? people : nobody.people;
  useChanges(shown, hidden);
  const here = shown.find((one) => one.here);
  const others = shown.filter((one) => !one.here);
  const controls = here?.mode === "control";
  const rivals = others.some(({ mode }) => mode === "control");
  return {
    people: shown,
    handOver: controls && line ? (to) => line.handOver(to.id) : null,
    takeOver: mayTakeOver && rivals && !here?.drives ? takeOver : null,
  };
}

/** Says what is new in who is there. */
function useChanges(people: readonly Companion[], hidden: boolean): void {
  const t = useTranslations("company");
  const notify = useNotify();
  const known = useRef<Known | null>(null);
  const reopened = useRef(true);
  useEffect(() => {
    if (people.length === 0) reopened.current = true;
    if (hidden || people.length === 0) return;
    for (const news of newsOf(known.current, people, reopened.current)) {
      if (news.what === "yours") notify.done(t("yours"));
      else if (news.what === "drives") notify.note(t("drivesNow", { name: isolate(news.name) }), t("drivesNowText"));
      else notify.note(t("watchesNow", { name: isolate(news.name) }));
    }
    known.current = knownOf(people);
    reopened.current = false;
  }, [people, hidden, notify, t]);
}
