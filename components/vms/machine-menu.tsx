"use client";

import { CirclePause, CirclePlay, CirclePower, Eye, Monitor, PlugZap, Power, RotateCcw, RotateCw, SquareTerminal } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { Protocol } from "#server/contract/console.ts";
import { isOn, type PowerAction } from "#server/contract/vm.ts";
import { useChoices } from "../console/choices-provider.tsx";
import { meanToStart } from "../console/start-intent.ts";
import { HandOffItem } from "../hand-off/hand-off-item.tsx";
import { MenuGroup, MenuItem, MenuLine, MenuLink } from "../ui/menu.tsx";
import type { Row } from "./arrange.ts";
import { consoleHref, watchHref } from "./console-href.ts";
import { DisplayItem } from "./display-item.tsx";
import { PinItem } from "./pin-button.tsx";
import { actionsFor, losesData } from "./power.ts";
import { usePower } from "./power-provider.tsx";
import { otherWaysIn } from "./ways-in.ts";

export const actionIcons: Record<PowerAction, ReactNode> = {
  start: <Power aria-hidden />,
  resume: <CirclePlay aria-hidden />,
  pause: <CirclePause aria-hidden />,
  shutdown: <CirclePower aria-hidden />,
  reboot: <RotateCw aria-hidden />,
  reset: <RotateCcw aria-hidden />,
  "force-off": <PlugZap aria-hidden />,
};

export const protocolIcons: Record<Protocol, ReactNode> = {
  vnc: <Monitor aria-hidden />,
  spice: <Monitor aria-hidden />,
  serial: <SquareTerminal aria-hidden />,
};

/** What can be done with a machine now: the items of its menu, wherever that opens. */
export function MachineMenuItems({ row }: { row: Row }) {
  const t = useTranslations("machines");
  const company = useTranslations("company");
  const { rights, request } = usePower();
  const choices = useChoices();
  const { vm, state } = row;
  const actions = actionsFor(vm, state, rights);
  const gentle = actions.filter((action) => !losesData(action));
  const harsh = actions.filter(losesData);
  const item = (action: PowerAction) => (
    <MenuItem key={action} icon={actionIcons[action]} danger={losesData(action)} onSelect={() => request(vm, action)}>
      {t(`action.${action}`)}
    </MenuItem>
  );
  return (
    <MenuGroup label={<bdi>{vm.name}</bdi>}>
      <MenuLink icon={<Monitor aria-hidden />} href={consoleHref(vm.id)}>
        {t("open")}
      </MenuLink>
      {otherWaysIn(vm, choices.of(vm.id)).map((protocol) => (
        <MenuLink
          key={protocol}
          icon={protocolIcons[protocol]}
          href={consoleHref(vm.id, protocol)}
          onSelect={() => choices.choose(vm.id, protocol)}
        >
          {t(`openWith.${protocol}`)}
        </MenuLink>
      ))}
      {isOn(vm.state) && vm.graphics.some(({ type }) => type === "vnc") && (
        <MenuLink icon={<Eye aria-hidden />} href={watchHref(vm.id)}>
          {company("watch")}
        </MenuLink>
      )}
      <PinItem vm={vm} />
      <HandOffItem vm={vm} />
      <DisplayItem vm={vm} />
      {gentle.length > 0 && <MenuLine />}
      {gentle.map(item)}
      {actions.includes("start") && vm.serials.length > 0 && (
        <MenuLink icon={<SquareTerminal aria-hidden />} href={consoleHref(vm.id, "serial")} onSelect={() => meanToStart(vm.id)}>
          {t("startAttached")}
        </MenuLink>
      )}
      {harsh.length > 0 && <MenuLine />}
      {harsh.map(item)}
    </MenuGroup>
  );
}
