"use client";

import { ExternalLink as LeaveIcon, Pencil, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { ExternalLink } from "#server/contract/external-link.ts";
import type { Vm } from "#server/contract/vm.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { usePower } from "../vms/power-provider.tsx";
import { ExternalLinkForm } from "./external-link-form.tsx";

type ExternalWayProps = {
  vm: Vm;
  link: ExternalLink | null;
  /** The link is another by now. */
  onChanged: () => void;
};

/** The way to another product that serves the machine, marked as leading out of the portal; administrators set it here. */
export function ExternalWay({ vm, link, onChanged }: ExternalWayProps) {
  const t = useTranslations("ways.external");
  const { linkEdit } = usePower().rights;
  const [editing, setEditing] = useState(false);
  if (editing)
    return (
      <ExternalLinkForm
        vm={vm}
        link={link}
        onDone={(changed) => {
          setEditing(false);
          if (changed) onChanged();
        }}
      />
    );
  if (!link)
    return (
      linkEdit && (
        <Button variant="quiet" icon={<Plus aria-hidden />} onClick={() => setEditing(true)} className="mt-5 -ml-3">
          {t("add")}
        </Button>
      )
    );
  return (
    <section aria-label={t("label")} className="mb-4 flex items-center gap-3 border-b border-line pb-4 max-sm:flex-wrap">
      <div className="min-w-0 flex-1">
        <h3 className="truncate font-medium">
          <bdi>{link.name}</bdi>
        </h3>
        <p className="text-ink-quiet [overflow-wrap:anywhere]">{t("marked", { place: placeOf(link.url) })}</p>
      </div>
      <a href={link.url} rel="noopener noreferrer" {...(isPage(link.url) && { target: "_blank" })} className={buttonClass()}>
        <LeaveIcon aria-hidden />
        {t("open")}
      </a>
      {linkEdit && (
        <IconButton label={t("edit")} onClick={() => setEditing(true)}>
          <Pencil aria-hidden />
        </IconButton>
      )}
    </section>
  );
}

/** Where a link leads: a name on the network, or the program that is to open it. */
function placeOf(url: string): string {
  const { host, protocol } = new URL(url);
  return host || protocol.slice(0, -1);
}

function isPage(url: string): boolean {
  return /^https?:/i.test(url);
}
