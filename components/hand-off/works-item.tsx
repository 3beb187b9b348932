"use client";

import { ListChecks } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Vm } from "#server/contract/vm.ts";
import { MenuItem } from "../ui/menu.tsx";
import { useHandOff } from "./hand-off-provider.tsx";

/** The item of a machine's menu that says what works in the browser and what in a desktop app. */
export function WorksItem({ vm }: { vm: Vm }) {
  const t = useTranslations("ways");
  const { compare } = useHandOff();
  return (
    <MenuItem icon={<ListChecks aria-hidden />} onSelect={() => compare(vm)}>
      {t("worksItem")}
    </MenuItem>
  );
}
