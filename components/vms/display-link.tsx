"use client";

import { MonitorCog } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Vm } from "#server/contract/vm.ts";
import { buttonClass } from "../ui/button.tsx";
import { displayHref } from "./console-href.ts";
import { usePower } from "./power-provider.tsx";

/** The way to a machine's display settings, for those who may change them; nothing for others. */
export function DisplayLink({ vm }: { vm: Vm }) {
  const t = useTranslations("ways");
  const { rights } = usePower();
  if (!rights.displayEdit) return null;
  return (
    <Link href={displayHref(vm.id)} className={buttonClass("plain", "mt-4")}>
      <MonitorCog aria-hidden />
      {t("toDisplay")}
    </Link>
  );
}
