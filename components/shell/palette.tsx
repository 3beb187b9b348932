"use client";

import { Dialog } from "@base-ui/react/dialog";
import { Command } from "cmdk";
import { ChevronRight, Info, Languages, LogOut, Monitor, MonitorCog, Moon, Server, Sun, UserRound } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useMemo, useState } from "react";
import { languages } from "#server/contract/language.ts";
import { useChoices } from "../console/choices-provider.tsx";
import { useFleet } from "../live/use-fleet.ts";
import { Kbd } from "../ui/kbd.tsx";
import { scrimClass } from "../ui/pane.ts";
import { StateBadge } from "../ui/state-badge.tsx";
import { useNotify } from "../ui/toaster.tsx";
import { arrange, type Row } from "../vms/arrange.ts";
import { consoleHref, displayHref } from "../vms/console-href.ts";
import { plainView } from "../vms/list-view.ts";
import { actionIcons, protocolIcons } from "../vms/machine-menu.tsx";
import { actionsFor } from "../vms/power.ts";
import { usePower } from "../vms/power-provider.tsx";
import { Screen } from "../vms/screen.tsx";
import { otherWaysIn } from "../vms/ways-in.ts";
import { leaving } from "./leave-guard.ts";
import { signOut } from "./sign-out.ts";
import { useLanguage } from "./use-language.ts";
import { useTheme } from "./use-theme.ts";

/** More would be scrolled, not read: the next letter narrows it down. */
const MACHINES = 7;

type PaletteProps = { open: boolean; onOpenChange: (open: boolean) => void };

/** Finds machines and actions by their names: Enter opens a machine, Tab shows what else can be done with it. */
export function Palette({ open, onOpenChange }: PaletteProps) {
  const t = useTranslations("common.palette");
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className={scrimClass} />
        <Dialog.Popup
          aria-label={t("label")}
          className="fixed inset-x-0 top-[max(1rem,14vh)] z-50 mx-auto w-[min(36rem,calc(100vw-2rem))] overflow-hidden rounded-pane bg-surface shadow-raised ring-1 ring-line transition-[opacity,scale] data-ending-style:opacity-0 data-starting-style:scale-99 data-starting-style:opacity-0"
        >
          <Content close={() => onOpenChange(false)} />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function Content({ close }: { close: () => void }) {
  const t = useTranslations("common.palette");
  const { vms, hosts } = useFleet();
  const [query, setQuery] = useState("");
  const [value, setValue] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const rows = useMemo(() => arrange(vms, hosts, { ...plainView, query }).rows, [vms, hosts, query]);
  const machine = chosen === null ? undefined : rows.find((row) => row.vm.id === chosen);
  const marked = rows.find((row) => row.vm.id === value);

  const onKeyDown = (event: React.KeyboardEvent) => {
    if (event.key === "Tab" && !event.shiftKey && !machine && marked) {
      event.preventDefault();
      setChosen(marked.vm.id);
    } else if (machine && (event.key === "Escape" || event.key === "Backspace" || (event.key === "Tab" && event.shiftKey))) {
      event.preventDefault();
      event.stopPropagation();
      setChosen(null);
    }
  };
  return (
    <Command label={t("label")} shouldFilter={false} loop value={value} onValueChange={setValue} onKeyDown={onKeyDown}>
      <div className="flex items-center gap-2 border-b border-line px-4">
        {machine && (
          <span className="flex max-w-48 items-center gap-1 font-medium">
            <bdi className="truncate">{machine.vm.name}</bdi>
            <ChevronRight aria-hidden className="size-4 text-ink-quiet" />
          </span>
        )}
        <Command.Input
          value={machine ? "" : query}
          onValueChange={(text) => machine || setQuery(text)}
          placeholder={machine ? t("actions") : t("placeholder")}
          className="h-12 min-w-0 flex-1 bg-transparent text-read outline-none"
        />
        {machine ? (
          <Kbd>Esc</Kbd>
        ) : (
          marked && (
            <span className="flex items-center gap-1.5 text-note text-ink-quiet max-md:hidden">
              <Kbd>Tab</Kbd>
              {t("more")}
            </span>
          )
        )}
      </div>
      <Command.List label={t("label")} className="max-h-[min(26rem,60vh)] overflow-y-auto p-1.5">
        <Command.Empty className="px-3 py-8 text-center text-ink-quiet">{t("none")}</Command.Empty>
        {machine ? (
          <MachineItems row={machine} close={close} />
        ) : (
          <>
            <Machines rows={rows.slice(0, MACHINES)} close={close} />
            <PortalItems query={query} close={close} />
          </>
        )}
      </Command.List>
    </Command>
  );
}

function Machines({ rows, close }: { rows: readonly Row[]; close: () => void }) {
  const t = useTranslations("common.palette");
  const router = useRouter();
  const { pending } = usePower();
  const words = useTranslations("machines.pending");
  if (rows.length === 0) return null;
  return (
    <Group heading={t("machines")}>
      {rows.map(({ vm, state, hostName }) => {
        const action = pending.get(vm.id);
        return (
          <Item
            key={vm.id}
            value={vm.id}
            icon={<Screen id={vm.id} state={state} width={160} className="h-6.5 w-10 shrink-0 rounded-[4px]" />}
            onSelect={() => {
              close();
              leaving(() => router.push(consoleHref(vm.id)));
            }}
          >
            <bdi className="truncate">{vm.name}</bdi>
            <bdi className="truncate text-note text-ink-quiet">{vm.title || hostName}</bdi>
            <StateBadge state={state} pending={action && words(action)} className="ml-auto text-note" />
          </Item>
        );
      })}
    </Group>
  );
}

function MachineItems({ row, close }: { row: Row; close: () => void }) {
  const t = useTranslations("machines");
  const router = useRouter();
  const { rights, request } = usePower();
  const choices = useChoices();
  const { vm, state } = row;
  const go = (href: string) => () => {
    close();
    leaving(() => router.push(href));
  };
  return (
    <Group>
      <Item value="open" icon={<Monitor aria-hidden />} onSelect={go(consoleHref(vm.id))}>
        {t("open")}
      </Item>
      {otherWaysIn(vm, choices.of(vm.id)).map((protocol) => (
        <Item
          key={protocol}
          value={protocol}
          icon={protocolIcons[protocol]}
          onSelect={() => {
            choices.choose(vm.id, protocol);
            go(consoleHref(vm.id, protocol))();
          }}
        >
          {t(`openWith.${protocol}`)}
        </Item>
      ))}
      {rights.displayRead && (
        <Item value="display" icon={<MonitorCog aria-hidden />} onSelect={go(displayHref(vm.id))}>
          {t("displaySettings")}
        </Item>
      )}
      {actionsFor(vm, state, rights).map((action) => (
        <Item
          key={action}
          value={action}
          icon={actionIcons[action]}
          onSelect={() => {
            close();
            request(vm, action);
          }}
        >
          {t(`action.${action}`)}
        </Item>
      ))}
    </Group>
  );
}

/** Pages, appearance, sign-out: those whose words begin with what was typed. */
function PortalItems({ query, close }: { query: string; close: () => void }) {
  const t = useTranslations("common");
  const router = useRouter();
  const notify = useNotify();
  const names = useTranslations("language");
  const [theme, setTheme] = useTheme();
  const [language, setLanguage] = useLanguage();
  const page = (href: string, label: string, icon: ReactNode) => ({ id: href, label, icon, act: () => leaving(() => router.push(href)) });
  const look = (id: typeof theme, icon: ReactNode) => ({
    id,
    label: `${t("theme.label")}: ${t(`theme.${id}`)}`,
    icon,
    act: () => setTheme(id),
  });
  const pages = [
    page("/", t("nav.machines"), <Monitor aria-hidden />),
    page("/hosts", t("nav.hosts"), <Server aria-hidden />),
    page("/account", t("nav.account"), <UserRound aria-hidden />),
    ...(query ? [page("/about", t("nav.about"), <Info aria-hidden />)] : []),
    { id: "sign-out", label: t("signOut"), icon: <LogOut aria-hidden />, act: () => void signOut().catch(notify.failed) },
  ];
  const looks = [look("system", <MonitorCog aria-hidden />), look("light", <Sun aria-hidden />), look("dark", <Moon aria-hidden />)];
  const tongues = languages
    .filter((id) => id !== language)
    .map((id) => ({ id, label: `${names("label")}: ${names(id)}`, icon: <Languages aria-hidden />, act: () => setLanguage(id) }));
  const found = query ? [...looks.filter(({ id }) => id !== theme), ...tongues] : [];
  const shown = [...pages, ...found].filter(({ label }) => startsAWord(label, query, language));
  if (shown.length === 0) return null;
  return (
    <Group heading={t("palette.go")}>
      {shown.map(({ id, label, icon, act }) => (
        <Item
          key={id}
          value={id}
          icon={icon}
          onSelect={() => {
            close();
            act();
          }}
        >
          {label}
        </Item>
      ))}
    </Group>
  );
}

/** Whether every word typed begins a word of the label. */
function startsAWord(label: string, query: string, language: string): boolean {
  const words = label.toLocaleLowerCase(language).split(/[\s:]+/);
  const typed = query.toLocaleLowerCase(language).split(/\s+/).filter(Boolean);
  return typed.every((part) => words.some((word) => word.startsWith(part)));
}

function Group({ heading, children }: { heading?: string; children: ReactNode }) {
  return (
    <Command.Group
      heading={heading}
      className="[&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-note [&_[cmdk-group-heading]]:text-ink-quiet"
    >
      {children}
    </Command.Group>
  );
}

function Item({ value, icon, onSelect, children }: { value: string; icon: ReactNode; onSelect: () => void; children: ReactNode }) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex h-9 items-center gap-2.5 rounded-inner px-2.5 whitespace-nowrap select-none data-[selected=true]:bg-hover pointer-coarse:h-11 [&>svg]:size-4 [&>svg]:shrink-0 [&>svg]:text-ink-quiet"
    >
      {icon}
      {children}
    </Command.Item>
  );
}
