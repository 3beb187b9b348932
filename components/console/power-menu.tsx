import { Power } from "lucide-react";
import { useTranslations } from "next-intl";
import type { PowerAction, Vm } from "#server/contract/vm.ts";
import { iconButtonClass } from "../ui/icon-button.tsx";
import { Menu, MenuItem, MenuLine } from "../ui/menu.tsx";
import type { ShownState } from "../ui/state-badge.tsx";
import { actionIcons } from "../vms/machine-menu.tsx";
import { actionsFor, losesData } from "../vms/power.ts";
import { usePower } from "../vms/power-provider.tsx";

type PowerMenuProps = { vm: Vm; state: ShownState; onStart: () => void; onOpenChange?: (open: boolean) => void; side?: "top" | "bottom" };

/** The machine's power, the same actions as on Machines; nothing where there is none for this person. */
export function PowerMenu({ vm, state, onStart, onOpenChange, side = "bottom" }: PowerMenuProps) {
  const t = useTranslations("console");
  const machines = useTranslations("machines.action");
  const { rights, request } = usePower();
  const actions = actionsFor(vm, state, rights);
  if (actions.length === 0) return null;
  const item = (action: PowerAction) => (
    <MenuItem
      key={action}
      icon={actionIcons[action]}
      danger={losesData(action)}
      onSelect={() => (action === "start" ? onStart() : request(vm, action))}
    >
      {machines(action)}
    </MenuItem>
  );
  const harsh = actions.filter(losesData);
  return (
    <Menu
      side={side}
      {...(onOpenChange && { onOpenChange })}
      trigger={
        <button type="button" aria-label={t("power")} title={t("power")} className={iconButtonClass()}>
          <Power aria-hidden />
        </button>
      }
    >
      {actions.filter((action) => !losesData(action)).map(item)}
      {harsh.length > 0 && harsh.length < actions.length && <MenuLine />}
      {harsh.map(item)}
    </Menu>
  );
}
