"use client";

import { MonitorCog } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Vm } from "#server/contract/vm.ts";
import { MenuLink } from "../ui/menu.tsx";
import { displayHref } from "./console-href.ts";
import { usePower } from "./power-provider.tsx";

/** The item of a machine's menu that leads to its display settings; nothing for those who may not look at them. */
export function DisplayItem({ vm }: { vm: Vm }) {
  const t = useTranslations("machines");
  const { rights } = usePower();
  if (!rights.displayRead) return null;
  return (
    <MenuLink icon={<MonitorCog aria-hidden />} href={displayHref(vm.id)}>
      {t("displaySettings")}
    </MenuLink>
  );
}
