import { useTranslations } from "next-intl";
import { useEffect, useRef, useSyncExternalStore } from "react";
import type { Companion } from "#server/contract/console-note.ts";
import { isolate } from "../../ui/isolate.ts";
import { useNotify } from "../../ui/toaster.tsx";
import type { ConsoleView } from "../console-controller.ts";

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

/** Follows who is there, and says so when it changes. */
export function useCompany({ model, line }: ConsoleView, takeOver: () => void): Company {
  const live = model.phase === "connected";
  const { people, mayTakeOver } = useSyncExternalStore(
    line?.subscribe ?? nothing,
    () => line?.view.company ?? nobody,
    () => nobody,
  );
  const shown = live ? people : nobody.people;
  useChanges(shown);
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

/** Tells of those who come, and of another who controls alone. Not of those who were there first. */
function useChanges(people: readonly Companion[]): void {
  const t = useTranslations("company");
  const notify = useNotify();
  const known = useRef<{ ids: ReadonlySet<string>; driver: string | undefined } | null>(null);
  useEffect(() => {
    if (people.length === 0) return;
    const before = known.current;
    const driver = people.find(({ drives }) => drives);
    known.current = { ids: new Set(people.map(({ id }) => id)), driver: driver?.name };
    if (!before) return;
    if (driver && driver.name !== before.driver) {
      if (driver.here) notify.done(t("yours"));
      else notify.note(t("drivesNow", { name: isolate(driver.name) }), t("drivesNowText"));
      return;
    }
    for (const one of people) {
      const isNew = !one.here && one.mode === "view" && !before.ids.has(one.id);
      if (isNew) notify.note(t("watchesNow", { name: isolate(one.name) }));
    }
  }, [people, notify, t]);
}
