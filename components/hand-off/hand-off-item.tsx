"use client";

import { AppWindow } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Vm } from "#server/contract/vm.ts";
import { MenuItem } from "../ui/menu.tsx";
import { useHandOff } from "./hand-off-provider.tsx";

/** The item of a machine's menu that leads to desktop apps; nothing for those who may not use them. */
export function HandOffItem({ vm }: { vm: Vm }) {
  const t = useTranslations("handOff");
  const { show } = useHandOff();
  if (!show) return null;
  return (
    <MenuItem icon={<AppWindow aria-hidden />} onSelect={() => show(vm)}>
      {t("item")}
    </MenuItem>
  );
}
