import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Gpu } from "#server/contract/gpu.ts";
import { isolate } from "../ui/isolate.ts";
import { displayHref } from "../vms/console-href.ts";
import { usePower } from "../vms/power-provider.tsx";

/** To the settings of the machine that has a GPU, where it is released; nothing for those who may not. */
export function ReleaseLink({ user, name }: { user: Gpu["usedBy"][number]; name: string }) {
  const t = useTranslations("gpus.release");
  if (!usePower().rights.displayEdit) return null;
  return (
    <Link
      href={displayHref(user.vm)}
      aria-label={t("from", { name, machine: isolate(user.name) })}
      className="rounded-inner text-accent hover:underline"
    >
      {t("short")}
    </Link>
  );
}
