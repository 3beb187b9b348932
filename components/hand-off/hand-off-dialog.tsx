"use client";

import { useTranslations } from "next-intl";
import type { HandOff } from "#server/contract/hand-off.ts";
import type { Vm } from "#server/contract/vm.ts";
import { Dialog } from "../ui/dialog.tsx";
import { Failure } from "../ui/failure.tsx";
import { Tabs } from "../ui/tabs.tsx";
import { usePower } from "../vms/power-provider.tsx";
import { Commands } from "./commands.tsx";
import { DisplayFile } from "./display-file.tsx";
import { ExternalWay } from "./external-way.tsx";
import { GuestWays } from "./guest-ways.tsx";
import { useOffer } from "./use-offer.ts";
import { WhatWorksTable } from "./what-works-table.tsx";

/** The sides of the dialog: the ways in, and what works where. */
export type HandOffSide = "ways" | "works";

type HandOffDialogProps = {
  vm: Vm;
  /** The side in view at first. */
  side: HandOffSide;
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

/** The ways into a machine past the browser, and what works in which; only the latter for those who may not go them. */
export function HandOffDialog({ vm, side, open, onOpenChange }: HandOffDialogProps) {
  const t = useTranslations("handOff");
  const ways = useTranslations("ways");
  const { control } = usePower().rights;
  const tabs = [
    ...(control ? [{ value: "ways", label: ways("side.ways"), children: <Ways vm={vm} /> }] : []),
    { value: "works", label: ways("side.works"), children: <WhatWorksTable vm={vm} /> },
  ];
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={control && side === "ways" ? t("title") : ways("side.works")}
      about={<bdi>{vm.name}</bdi>}
    >
      {open && (
        <div className="mt-3">{control ? <Tabs label={ways("side.label")} tabs={tabs} first={side} /> : <WhatWorksTable vm={vm} />}</div>
      )}
    </Dialog>
  );
}

function Ways({ vm }: { vm: Vm }) {
  const t = useTranslations("handOff");
  const { offer, error, again } = useOffer(vm);
  if (error) return <Failure error={error} className="mt-5" />;
  if (!offer) return <Loading label={t("loading")} />;
  // Where there is one it is what people come for; setting one comes after all that is there.
  const external = <ExternalWay vm={vm} link={offer.link} onChanged={again} />;
  return (
    <div>
      {offer.link && external}
      <Displays vm={vm} offer={offer} />
      <GuestWays vm={vm} guest={offer.guest} />
      {!offer.link && external}
      {offer.commands.length > 0 && <Commands commands={offer.commands} />}
      <p className="mt-5 text-note text-ink-quiet">{t(offer.commands.length > 0 ? "packages" : "package")}</p>
    </div>
  );
}

function Displays({ vm, offer }: { vm: Vm; offer: HandOff }) {
  const t = useTranslations("handOff");
  if (offer.displays.length === 0) return <p className="text-ink-quiet">{t("nothing")}</p>;
  return (
    <ul className="-mt-4 divide-y divide-line border-b border-line">
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
