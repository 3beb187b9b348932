"use client";

import { Dialog } from "@base-ui/react/dialog";
import { Command } from "cmdk";
import {
  AppWindow,
  ChevronRight,
  Info,
  Languages,
  LogOut,
  Monitor,
  MonitorCog,
  Moon,
  Server,
  Settings,
  SquareTerminal,
  Star,
  Sun,
  UserRound,
} from "lucide-react";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { languages } from "#server/contract/language.ts";
import type { VmId } from "#server/contract/vm.ts";
import { useChoices } from "../console/choices-provider.tsx";
import { meanToStart } from "../console/start-intent.ts";
import { useHandOff } from "../hand-off/hand-off-provider.tsx";
import { useFleet } from "../live/use-fleet.ts";
import { Kbd } from "../ui/kbd.tsx";
import { scrimClass } from "../ui/pane.ts";
import { StateBadge } from "../ui/state-badge.tsx";
import { useNotify } from "../ui/toaster.tsx";
import { arrange, type Row } from "../vms/arrange.ts";
import { consoleHref, displayHref } from "../vms/console-href.ts";
import { plainView } from "../vms/list-view.ts";
import { actionIcons, protocolIcons } from "../vms/machine-menu.tsx";
import { usePins } from "../vms/pins-provider.tsx";
import { actionsFor } from "../vms/power.ts";
import { usePower } from "../vms/power-provider.tsx";
import { Screen } from "../vms/screen.tsx";
import { otherWaysIn } from "../vms/ways-in.ts";
import { leaving } from "./leave-guard.ts";
import { signOut } from "./sign-out.ts";
import { useLanguage } from "./use-language.ts";
import { useRecent } from "./use-recent.ts";
import { useTheme } from "./use-theme.ts";

/** More would be scrolled, not read: the next letter narrows it down. */
const MACHINES = 7;

/** Something that can be done on the page that is shown. */
export type PaletteAction = {
  id: string;
  label: string;
  icon: ReactNode;
  act(): void;
  /** Found only by its words. */
  more?: boolean;
};

/** What a page adds to the palette; null: nothing. */
export type PaletteActions = {
  /** What they are done to. */
  heading: string;
  /** The machine that is in view already; null: none is. */
  vm: VmId | null;
  actions: readonly PaletteAction[];
  /** Puts the focus where it belongs once one was chosen. */
  focus(): void;
} | null;

type PaletteProps = { open: boolean; onOpenChange: (open: boolean) => void; read: () => PaletteActions };

/** Finds machines and actions by their names: Enter opens a machine, Tab shows what else can be done with it. */
export function Palette({ open, onOpenChange, read }: PaletteProps) {
  const t = useTranslations("common.palette");
  const acted = useRef(false);
  const finalFocus = () => {
    const page = acted.current ? read() : null;
    acted.current = false;
    page?.focus();
    return page === null;
  };
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Backdrop className={scrimClass} />
        <Dialog.Popup
          data-palette
          aria-label={t("label")}
          finalFocus={finalFocus}
          className="fixed inset-x-0 top-[max(1rem,14vh)] z-50 mx-auto w-[min(36rem,calc(100vw-2rem))] overflow-hidden rounded-pane bg-surface shadow-raised ring-1 ring-line transition-[opacity,scale] data-ending-style:opacity-0 data-starting-style:scale-99 data-starting-style:opacity-0"
        >
          <Content
            read={read}
            onAct={() => {
              acted.current = true;
            }}
            close={() => onOpenChange(false)}
          />
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

type ContentProps = { read: () => PaletteActions; onAct: () => void; close: () => void };

function Content({ read, onAct, close }: ContentProps) {
  const t = useTranslations("common.palette");
  const language = useLocale();
  const { vms, hosts } = useFleet();
  const { pins } = usePins();
  const [query, setQuery] = useState("");
  const [value, setValue] = useState("");
  const [chosen, setChosen] = useState<string | null>(null);
  const rows = useMemo(() => arrange(vms, hosts, { ...plainView, query }, pins).rows, [vms, hosts, query, pins]);
  const machine = chosen === null ? undefined : rows.find((row) => row.vm.id === chosen);
  const marked = rows.find((row) => row.vm.id === value);
  const page = read();
  const best = query ? (rows[0]?.vm.id ?? actionsOf(page, query, language)[0]?.id) : undefined;
  useEffect(() => {
    if (best) setValue(best);
  }, [best]);

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
            {query ? <Found rows={rows} close={close} /> : <AtHand rows={rows.filter(({ vm }) => vm.id !== page?.vm)} close={close} />}
            <PageItems query={query} page={page} onAct={onAct} close={close} />
            <PortalItems query={query} close={close} />
          </>
        )}
      </Command.List>
    </Command>
  );
}

type MachinesProps = { rows: readonly Row[]; close: () => void };

/** The machines that were searched for. */
function Found({ rows, close }: MachinesProps) {
  const t = useTranslations("common.palette");
  return <Machines heading={t("machines")} rows={rows.slice(0, MACHINES)} close={close} />;
}

/** Before anything is typed: what the person has pinned, what they opened last, and others where those are few. */
function AtHand({ rows, close }: MachinesProps) {
  const t = useTranslations("tabs");
  const words = useTranslations("common.palette");
  const recent = useRecent();
  const pinned = rows.filter((row) => row.pinned).slice(0, MACHINES);
  const lately = recent
    .flatMap((id) => rows.find(({ vm, pinned: isPinned }) => vm.id === id && !isPinned) ?? [])
    .slice(0, Math.max(0, MACHINES - pinned.length));
  const rest = rows.filter((row) => !row.pinned && !lately.includes(row)).slice(0, Math.max(0, MACHINES - pinned.length - lately.length));
  return (
    <>
      <Machines heading={t("pinned")} rows={pinned} close={close} />
      <Machines heading={t("recent")} rows={lately} close={close} />
      <Machines heading={words("machines")} rows={rest} close={close} />
    </>
  );
}

function Machines({ heading, rows, close }: MachinesProps & { heading: string }) {
  const router = useRouter();
  const { pending } = usePower();
  const words = useTranslations("machines.pending");
  if (rows.length === 0) return null;
  return (
    <Group heading={heading}>
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

function actionsOf(page: PaletteActions, query: string, language: string): readonly PaletteAction[] {
  return page?.actions.filter(({ label, more }) => (query ? startsAWord(label, query, language) : !more)) ?? [];
}

/** What can be done on the page: some of it at once, all of it by its words. */
function PageItems({ query, page, onAct, close }: { query: string; page: PaletteActions; onAct: () => void; close: () => void }) {
  const shown = actionsOf(page, query, useLocale());
  if (!page || shown.length === 0) return null;
  return (
    <Group heading={<bdi>{page.heading}</bdi>}>
      {shown.map(({ id, label, icon, act }) => (
        <Item
          key={id}
          value={id}
          icon={icon}
          onSelect={() => {
            onAct();
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

function MachineItems({ row, close }: { row: Row; close: () => void }) {
  const t = useTranslations("machines");
  const router = useRouter();
  const { rights, request } = usePower();
  const choices = useChoices();
  const words = useTranslations("tabs");
  const handOff = useTranslations("handOff");
  const { show } = useHandOff();
  const { toggle } = usePins();
  const { vm, state } = row;
  const actions = actionsFor(vm, state, rights);
  const act = (does: () => void) => () => {
    close();
    does();
  };
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
      <Item value="pin" icon={<Star aria-hidden />} onSelect={act(() => toggle(vm.id))}>
        {words(row.pinned ? "unpin" : "pin")}
      </Item>
      {show && (
        <Item value="hand-off" icon={<AppWindow aria-hidden />} onSelect={act(() => show(vm))}>
          {handOff("item")}
        </Item>
      )}
      {rights.displayRead && (
        <Item value="display" icon={<MonitorCog aria-hidden />} onSelect={go(displayHref(vm.id))}>
          {t("displaySettings")}
        </Item>
      )}
      {actions.map((action) => (
        <Item key={action} value={action} icon={actionIcons[action]} onSelect={act(() => request(vm, action))}>
          {t(`action.${action}`)}
        </Item>
      ))}
      {actions.includes("start") && vm.serials.length > 0 && (
        <Item
          value="start-attached"
          icon={<SquareTerminal aria-hidden />}
          onSelect={() => {
            meanToStart(vm.id);
            go(consoleHref(vm.id, "serial"))();
          }}
        >
          {t("startAttached")}
        </Item>
      )}
    </Group>
  );
}

/** Pages, appearance, sign-out: those whose words begin with what was typed. */
function PortalItems({ query, close }: { query: string; close: () => void }) {
  const t = useTranslations("common");
  const settings = useTranslations("settings");
  const { rights } = usePower();
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
    ...(rights.settingsManage ? [page("/settings", settings("title"), <Settings aria-hidden />)] : []),
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
  const words = label.toLocaleLowerCase(language).split(/[\s:+]+/);
  const typed = query
    .toLocaleLowerCase(language)
    .split(/[\s+]+/)
    .filter(Boolean);
  return typed.every((part) => words.some((word) => word.startsWith(part)));
}

function Group({ heading, children }: { heading?: ReactNode; children: ReactNode }) {
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
