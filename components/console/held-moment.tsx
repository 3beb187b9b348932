"use client";

import Link from "next/link";
import { useFormatter, useTranslations } from "next-intl";
import type { VmId } from "#server/contract/vm.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { isolate } from "../ui/isolate.ts";
import { displayHref } from "../vms/console-href.ts";
import type { Rights } from "../vms/power.ts";
import { type ConsoleEvent, type ConsoleModel, deviceOf } from "./console-machine.ts";
import { MomentCard } from "./moment-card.tsx";
import { type Holder, useHolder } from "./use-holder.ts";

type HeldMomentProps = {
  /** `held`: it was somebody's when it was to be opened here. `taken`: it was open here, and somebody took it over. */
  moment: "held" | "taken";
  vm: VmId;
  model: ConsoleModel;
  rights: Rights;
  dispatch: (event: ConsoleEvent) => void;
};

/** Who has a console that takes one person, since when, and what can be done about it. */
export function HeldMoment({ moment, vm, model, rights, dispatch }: HeldMomentProps) {
  const t = useTranslations("console");
  const company = useTranslations("company");
  const holder = useHolder(vm, model.protocol, deviceOf(model));
  const allowed = mayTakeOver(holder, model, rights);
  const shared = canShare(model, holder);
  const { title, text } = useWords(moment, model, holder, allowed);
  if (holder === "asking") return <MomentCard moment="connecting" title={t("moments.connecting.title")} actions={null} />;
  const wayIn = <WayIn moment={moment} holder={holder} allowed={allowed} dispatch={dispatch} />;
  return (
    <MomentCard
      moment={moment}
      title={title}
      text={shared ? `${text} ${t("moments.shared")}` : text}
      actions={
        <>
          {allowed && wayIn}
          {shared && (
            <Button variant={allowed ? "plain" : "primary"} onClick={() => dispatch({ type: "protocol", protocol: "vnc" })}>
              {t("actions.openWith", { protocol: t("protocol.vnc") })}
            </Button>
          )}
          {!allowed && wayIn}
          {lacksVnc(model, holder) && rights.displayEdit && (
            <Link href={displayHref(vm)} className={buttonClass("plain")}>
              {company("giveVnc")}
            </Link>
          )}
        </>
      }
    />
  );
}

/** The way to this very console: open it where it is free, take it over where that is allowed, else ask again. */
function WayIn({ moment, holder, allowed, dispatch }: Pick<HeldMomentProps, "moment" | "dispatch"> & { holder: Holder; allowed: boolean }) {
  const t = useTranslations("console.actions");
  const retry = () => dispatch({ type: "retry" });
  if (holder === null)
    return (
      <Button variant="primary" onClick={retry}>
        {t("openFree")}
      </Button>
    );
  if (!allowed) return <Button onClick={retry}>{t("retry")}</Button>;
  const verb = isYou(holder) ? "openHere" : moment === "held" ? "takeOver" : "takeBack";
  return (
    <Button variant="primary" onClick={() => dispatch({ type: "take-over" })}>
      {t(verb)}
    </Button>
  );
}

function useWords(moment: "held" | "taken", { protocol }: ConsoleModel, holder: Holder, allowed: boolean): { title: string; text: string } {
  const t = useTranslations("console.moments");
  const since = useSince();
  const one = protocol === "spice" ? t("one.spice") : t("one.serial");
  if (holder === null) return { title: t("free.title"), text: t("free.text") };
  if (typeof holder === "string") return { title: t(`${moment}.title`), text: `${one} ${t(allowed ? `${moment}.text` : "held.ask")}` };
  const facts = { name: isolate(holder.name), since: since(holder.since) };
  if (holder.you) return { title: t(`${moment}.titleYou`), text: `${t(`${moment}.since`, facts)} ${one} ${t("held.textYou")}` };
  const next = allowed ? ` ${t(`${moment}.text`)}` : "";
  return { title: t(`${moment}.titleWho`, facts), text: `${t(`${moment}.since`, facts)} ${one}${next}` };
}

/** One's own console elsewhere may always be ended, another's with the right to; whoever only watches ends nobody's. */
function mayTakeOver(holder: Holder, { mode }: ConsoleModel, rights: Rights): boolean {
  if (mode === "view" || holder === null) return false;
  return typeof holder === "string" ? rights.takeOver : holder.mayTakeOver;
}

/** Whether the machine has a screen that several people can have open at once. */
function canShare({ protocol, machine }: ConsoleModel, holder: Holder): boolean {
  return protocol === "spice" && machine.protocols.includes("vnc") && holder !== null && !isYou(holder);
}

/** Whether a screen that several people can have open at once is what the machine lacks. */
function lacksVnc({ protocol, machine }: ConsoleModel, holder: Holder): boolean {
  return protocol === "spice" && !machine.protocols.includes("vnc") && holder !== null && !isYou(holder);
}

function isYou(holder: Holder): boolean {
  return holder !== null && typeof holder === "object" && holder.you;
}

/** The time of day in the person's place, and the day where it was another. */
function useSince(): (moment: string) => string {
  const format = useFormatter();
  return (moment) => {
    const date = new Date(moment);
    const today = date.toDateString() === new Date().toDateString();
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    return format.dateTime(date, { timeStyle: "short", ...(!today && { dateStyle: "medium" }), timeZone });
  };
}
