"use client";

import { Check, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Vm } from "#server/contract/vm.ts";
import { editorHelps } from "../console/why-not.ts";
import { DisplayLink } from "../vms/display-link.tsx";
import { type Row, type Standing, whatWorks } from "./what-works.ts";

const places = ["browser", "viewer"] as const;

/** What of a machine works in the browser and in a desktop app, and what would enable the rest. */
export function WhatWorksTable({ vm }: { vm: Vm }) {
  const t = useTranslations("ways");
  const rows = whatWorks(vm);
  const helps = rows.some((row) => places.some((place) => helpedByEditor(row[place])));
  return (
    <>
      <table className="w-full text-start">
        <caption className="sr-only">{t("table.caption")}</caption>
        <thead>
          <tr className="text-note text-ink-quiet">
            <td />
            {places.map((place) => (
              <th key={place} scope="col" className="w-[32%] py-1.5 pl-2 text-start align-bottom font-normal">
                {t(`table.${place}`)}
              </th>
            ))}
          </tr>
        </thead>
        {rows.map((row) => (
          <FeatureRow key={row.feature} row={row} />
        ))}
      </table>
      <p className="mt-4 text-note text-ink-quiet">{t("table.note")}</p>
      {helps && <DisplayLink vm={vm} />}
    </>
  );
}

function helpedByEditor(standing: Standing): boolean {
  return "why" in standing && editorHelps(standing.why);
}

/** A feature, with what there is to say of it under both places. */
function FeatureRow({ row }: { row: Row }) {
  const t = useTranslations("ways");
  const notes = places.flatMap((place) => {
    const note = noteKey(row[place]);
    return note ? [{ place, text: t(note), saysItsPlace: note.startsWith("whyNot.browser-") }] : [];
  });
  const alike = notes.length === 2 && notes[0]?.text === notes[1]?.text;
  return (
    <tbody className="border-t border-line align-top">
      <tr>
        <th scope="rowgroup" className="pt-2.5 pb-1 text-start font-medium last:pb-2.5">
          {t(`feature.${row.feature}`)}
        </th>
        {places.map((place) => (
          <td key={place} className="pt-2.5 pb-1 pl-2">
            <Mark standing={row[place]} />
          </td>
        ))}
      </tr>
      <tr>
        <td colSpan={3} className="pb-2.5 text-note text-ink-quiet">
          {alike
            ? notes[0]?.text
            : notes.map(({ place, text, saysItsPlace }) => (
                <span key={place} className="block">
                  {saysItsPlace ? text : t("table.at", { place: t(`table.${place}`), text })}
                </span>
              ))}
        </td>
      </tr>
    </tbody>
  );
}

function noteKey(standing: Standing) {
  if ("why" in standing) return `whyNot.${standing.why}` as const;
  return standing.agent ? "table.withAgent" : null;
}

function Mark({ standing }: { standing: Standing }) {
  const t = useTranslations("ways.table");
  if ("over" in standing)
    return (
      <span className="flex items-start gap-1.5">
        <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-running" />
        {t("works", { protocol: standing.over.toUpperCase() })}
      </span>
    );
  return (
    <span className="flex items-start gap-1.5 text-ink-quiet">
      <X aria-hidden className="mt-0.5 size-4 shrink-0" />
      {t(standing.why === "depends-on-viewer" ? "depends" : "not")}
    </span>
  );
}
