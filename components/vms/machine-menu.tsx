"use client";

import { CirclePause, CirclePlay, CirclePower, Monitor, PlugZap, Power, RotateCcw, RotateCw, SquareTerminal } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { isOn, type PowerAction } from "#server/contract/vm.ts";
import { MenuGroup, MenuItem, MenuLine, MenuLink } from "../ui/menu.tsx";
import type { Row } from "./arrange.ts";
import { consoleHref } from "./console-href.ts";
import { actionsFor, losesData } from "./power.ts";
import { usePower } from "./power-provider.tsx";

export const actionIcons: Record<PowerAction, ReactNode> = {
  start: <Power aria-hidden />,
  resume: <CirclePlay aria-hidden />,
  pause: <CirclePause aria-hidden />,
  shutdown: <CirclePower aria-hidden />,
  reboot: <RotateCw aria-hidden />,
  reset: <RotateCcw aria-hidden />,
  "force-off": <PlugZap aria-hidden />,
};

/** What can be done with a machine now: the items of its menu, wherever that opens. */
export function MachineMenuItems({ row }: { row: Row }) {
  const t = useTranslations("machines");
  const { rights, request } = usePower();
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
      {vm.serials > 0 && isOn(vm.state) && (
        <MenuLink icon={<SquareTerminal aria-hidden />} href={consoleHref(vm.id, "serial")}>
          {t("openSerial")}
        </MenuLink>
      )}
      {gentle.length > 0 && <MenuLine />}
      {gentle.map(item)}
      {harsh.length > 0 && <MenuLine />}
      {harsh.map(item)}
    </MenuGroup>
  );
}
