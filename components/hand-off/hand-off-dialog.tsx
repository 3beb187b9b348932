"use client";

import { useTranslations } from "next-intl";
import type { HandOff } from "#server/contract/hand-off.ts";
import type { Vm } from "#server/contract/vm.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Failure } from "../ui/failure.tsx";
import { Commands } from "./commands.tsx";
import { DisplayFile } from "./display-file.tsx";
import { useOffer } from "./use-offer.ts";

type HandOffDialogProps = { vm: Vm; open: boolean; onOpenChange: (open: boolean) => void };

/** The ways into a machine with desktop apps: a file for each display, and libvirt's own commands. */
export function HandOffDialog({ vm, open, onOpenChange }: HandOffDialogProps) {
  const t = useTranslations("handOff");
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t("title")} about={<bdi>{vm.name}</bdi>}>
      {open && <Ways vm={vm} />}
    </Dialog>
  );
}

function Ways({ vm }: { vm: Vm }) {
  const t = useTranslations("handOff");
  const { offer, error } = useOffer(vm);
  if (error) return <Failure error={error} className="mt-5" />;
  if (!offer) return <Loading label={t("loading")} />;
  return (
    <div className="mt-5">
      <Displays vm={vm} offer={offer} />
      {offer.commands.length > 0 && <Commands commands={offer.commands} />}
      <p className="mt-5 text-note text-ink-quiet">{t(offer.commands.length > 0 ? "packages" : "package")}</p>
    </div>
  );
}

function Displays({ vm, offer }: { vm: Vm; offer: HandOff }) {
  const t = useTranslations("handOff");
  if (offer.displays.length === 0) return <p className="text-ink-quiet">{t("nothing")}</p>;
  return (
    <ul className="divide-y divide-line border-y border-line">
      {offer.displays.map((display) => (
        <DisplayFile key={display.protocol} vm={vm} display={display} />
      ))}
    </ul>
  );
}

/** In the shape of what comes. */
function Loading({ label }: { label: string }) {
  return (
    <div role="status" aria-label={label} className="mt-5 space-y-3 motion-safe:animate-pulse">
      <div className="h-16 rounded-inner bg-hover" />
      <div className="h-8 w-2/3 rounded-inner bg-hover" />
      <div className="h-10 rounded-inner bg-hover" />
    </div>
  );
}
