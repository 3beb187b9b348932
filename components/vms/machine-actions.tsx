"use client";

import { Ellipsis, Power } from "lucide-react";
import { useTranslations } from "next-intl";
import { IconButton, iconButtonClass } from "../ui/icon-button.tsx";
import { isolate } from "../ui/isolate.ts";
import { Menu } from "../ui/menu.tsx";
import type { Row } from "./arrange.ts";
import { MachineMenuItems } from "./machine-menu.tsx";
import { PinButton } from "./pin-button.tsx";
import { actionsFor } from "./power.ts";
import { usePower } from "./power-provider.tsx";

/** The buttons of a machine in a list: start it where that is the next step, its star, and the menu with everything else. */
export function MachineActions({ row }: { row: Row }) {
  const t = useTranslations("machines");
  const { rights, pending, request } = usePower();
  const { vm, state } = row;
  const name = isolate(vm.name);
  const canStart = !pending.has(vm.id) && actionsFor(vm, state, rights).includes("start");
  return (
    <div className="relative z-10 flex items-center justify-end gap-0.5">
      {canStart && (
        <IconButton label={t("startNow", { name })} onClick={() => request(vm, "start")}>
          <Power aria-hidden />
        </IconButton>
      )}
      <PinButton vm={vm} />
      <Menu
        trigger={
          <button type="button" aria-label={t("actionsFor", { name })} className={iconButtonClass()}>
            <Ellipsis aria-hidden />
          </button>
        }
      >
        <MachineMenuItems row={row} />
      </Menu>
    </div>
  );
}
