import { Eye, Hand, MousePointer2, UsersRound } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Companion } from "#server/contract/console-note.ts";
import { iconButtonClass } from "../../ui/icon-button.tsx";
import { isolate } from "../../ui/isolate.ts";
import { Menu, MenuGroup, MenuItem, MenuLine } from "../../ui/menu.tsx";
import type { Company } from "./use-company.ts";

type CompanyMenuProps = { company: Company; focusScreen: () => void; onOpenChange: (open: boolean) => void };

/** Who else is at the machine; nothing where nobody is. */
export function CompanyMenu({ company, focusScreen, onOpenChange }: CompanyMenuProps) {
  const t = useTranslations("company");
  if (company.people.length < 2) return null;
  const label = t("label", { count: company.people.length });
  return (
    <Menu
      onOpenChange={onOpenChange}
      focusAfterItem={focusScreen}
      trigger={
        <button type="button" aria-label={label} title={label} className={iconButtonClass("w-auto grid-flow-col gap-1 px-2")}>
          <UsersRound aria-hidden />
          <span className="text-note tabular-nums">{company.people.length}</span>
        </button>
      }
    >
      <CompanyItems company={company} />
    </Menu>
  );
}

/** Those who are there, and what can be done about who controls the machine. */
export function CompanyItems({ company: { people, handOver, takeOver } }: { company: Company }) {
  const t = useTranslations("company");
  if (people.length < 2) return null;
  const heirs = people.filter(({ mode, mayBeHandedTo }) => mode === "view" && mayBeHandedTo);
  const may = takeOver !== null || (handOver !== null && heirs.length > 0);
  return (
    <>
      <MenuGroup label={t("label", { count: people.length })}>
        {people.map((one) => (
          <Person key={one.id} one={one} />
        ))}
      </MenuGroup>
      {may && <MenuLine />}
      {takeOver && (
        <MenuItem icon={<Hand aria-hidden />} onSelect={takeOver} note={t("takeOverText")}>
          {t("takeOver")}
        </MenuItem>
      )}
      {handOver &&
        heirs.map((one) => (
          <MenuItem key={one.id} icon={<Hand aria-hidden />} onSelect={() => handOver(one)}>
            {t("handOver", { name: isolate(one.name) })}
          </MenuItem>
        ))}
    </>
  );
}

function Person({ one: { name, here, mode, drives } }: { one: Companion }) {
  const t = useTranslations("company");
  const does = mode === "view" ? "watches" : drives ? "controlsAlone" : "controls";
  return (
    <MenuItem
      disabled
      icon={mode === "view" ? <Eye aria-hidden /> : <MousePointer2 aria-hidden />}
      note={t(does)}
      onSelect={() => undefined}
    >
      {here ? t("you", { name: isolate(name) }) : <bdi>{name}</bdi>}
    </MenuItem>
  );
}
