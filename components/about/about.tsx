"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { withBase } from "../base-path.ts";
import { PageHead } from "../shell/page-head.tsx";
import { Section } from "../ui/section.tsx";
import { packages } from "./packages.ts";

const NOVNC_SOURCE = "https://github.com/novnc/noVNC/tree/v1.7.0";
const MPL = "https://www.mozilla.org/MPL/2.0/";
const SPICE_SOURCE = "https://github.com/zxdong262/spice-js";

/** What Oriel is, and whose work it is made with. `version`: Oriel's own. */
export function About({ version }: { version: string }) {
  const t = useTranslations("about");
  return (
    <div className="max-w-3xl">
      <PageHead title={t("title")} />
      <Section title={t("oriel.title", { version })}>
        <p>{t("oriel.text")}</p>
        <p className="text-ink-quiet">{t("oriel.licence")}</p>
      </Section>
      <Section title="spice-client">
        <p>{t("spice.text")}</p>
        <p className="text-ink-quiet">
          {t.rich("spice.file", { file: (text) => <Go to={withBase("/spice/spice-client.min.js")}>{text}</Go> })}
        </p>
        <Links>
          <Go to={withBase("/spice/COPYING.LESSER.txt")}>LGPL-3.0-or-later</Go>
          <Go to={withBase("/spice/COPYING.txt")}>GPL-3.0</Go>
          <Go to={withBase("/spice/NOTICE.txt")}>{t("notice")}</Go>
          <Go to={SPICE_SOURCE}>{t("source")}</Go>
        </Links>
      </Section>
      <Section title="noVNC">
        <p>{t("novnc.text")}</p>
        <Links>
          <Go to={MPL}>MPL-2.0</Go>
          <Go to={NOVNC_SOURCE}>{t("source")}</Go>
        </Links>
      </Section>
      <Section title={t("others.title")}>
        <p className="mb-3 text-ink-quiet">{t("others.text")}</p>
        <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-6 gap-y-1 sm:max-w-md">
          {packages.map(({ name, licence }) => (
            <div key={name} className="col-span-2 grid grid-cols-subgrid">
              <dt className="truncate">{name}</dt>
              <dd className="text-ink-quiet">{licence}</dd>
            </div>
          ))}
        </dl>
      </Section>
    </div>
  );
}

function Links({ children }: { children: ReactNode }) {
  return <p className="mt-2 flex flex-wrap gap-x-5 gap-y-1">{children}</p>;
}

function Go({ to, children }: { to: string; children: ReactNode }) {
  return (
    <a href={to} className="rounded-inner font-medium text-accent hover:underline">
      {children}
    </a>
  );
}
