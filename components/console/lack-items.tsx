import { ArrowLeftRight, CircleSlash2, FileUp, MonitorCog, Scaling, Volume2 } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { MenuItem, MenuLink, MenuMore } from "../ui/menu.tsx";
import { displayHref } from "../vms/console-href.ts";
import { usePower } from "../vms/power-provider.tsx";
import { type ConsoleNow, type Explained, editorHelps, explained, whyNot } from "./why-not.ts";

const icons: Record<Explained, ReactNode> = {
  sound: <Volume2 aria-hidden />,
  clipboard: <ArrowLeftRight aria-hidden />,
  files: <FileUp aria-hidden />,
  match: <Scaling aria-hidden />,
};

/** What the console cannot do, each with why and what would enable it, and for those who may the way to change it. */
export function LackItems(now: ConsoleNow) {
  const t = useTranslations("ways");
  const { rights } = usePower();
  const lacks = explained.flatMap((capability) => {
    const why = whyNot(capability, now);
    return why ? [{ capability, why }] : [];
  });
  if (lacks.length === 0) return null;
  return (
    <MenuMore icon={<CircleSlash2 aria-hidden />} label={t("lacks")}>
      {lacks.map(({ capability, why }) => (
        <MenuItem key={capability} icon={icons[capability]} disabled note={t(`whyNot.${why}`)} onSelect={() => undefined}>
          {t(`feature.${capability}`)}
        </MenuItem>
      ))}
      {now.vm && rights.displayEdit && lacks.some(({ why }) => editorHelps(why)) && (
        <MenuLink icon={<MonitorCog aria-hidden />} href={displayHref(now.vm.id)}>
          {t("toDisplay")}
        </MenuLink>
      )}
    </MenuMore>
  );
}
