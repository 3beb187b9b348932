import { AppWindow, Camera, Eye, Keyboard, Maximize, Minimize, Scaling, SlidersHorizontal, Star, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import type { Vm } from "#server/contract/vm.ts";
import { useHandOff } from "../../hand-off/hand-off-provider.tsx";
import { useHost } from "../../live/use-fleet.ts";
import type { PaletteAction, PaletteActions } from "../../shell/palette.tsx";
import { usePalette } from "../../shell/palette-provider.tsx";
import { actionIcons, protocolIcons } from "../../vms/machine-menu.tsx";
import { usePins } from "../../vms/pins-provider.tsx";
import { actionsFor } from "../../vms/power.ts";
import { usePower } from "../../vms/power-provider.tsx";
import { shownState } from "../../vms/shown-state.ts";
import { chordGroups, commonChords } from "../chords.ts";
import type { ConsoleActions } from "../console-actions.ts";
import type { Capability } from "../session.ts";
import type { OpenConsole } from "../use-console.ts";
import type { PictureTools } from "../viewport/use-picture.ts";
import { useTabs } from "./tabs-provider.tsx";

type ConsolePaletteOptions = {
  console: OpenConsole;
  actions: ConsoleActions;
  picture: PictureTools;
  can: ReadonlySet<Capability>;
  name: string;
  /** Undefined where no list has it any more. */
  vm: Vm | undefined;
  hidden: boolean;
};

/** Lets the palette do what can be done with the console in view. */
export function useConsolePalette({ hidden, ...options }: ConsolePaletteOptions): void {
  const palette = usePalette();
  const read = useConsoleActionList(options);
  const latest = useRef(read);
  useEffect(() => {
    latest.current = read;
  });
  useEffect(() => (hidden ? undefined : palette.register(() => latest.current())), [palette, hidden]);
}

function useConsoleActionList({
  console: open,
  actions,
  picture,
  can,
  name,
  vm,
}: Omit<ConsolePaletteOptions, "hidden">): () => PaletteActions {
  const t = useTranslations("tabs");
  const lists = [useConsoleItems(open, { actions, picture }, can), usePowerItems(vm), useMachineItems(vm)];
  const { active, close } = useTabs();
  return () => {
    const [console = [], power = [], machine = []] = lists.map((list) => list());
    const end = { id: "close", label: t("closeThis"), icon: <X aria-hidden />, act: () => active && close(active) };
    return { heading: name, vm: vm?.id ?? null, actions: [...console, ...machine, ...power, end], focus: actions.focusScreen };
  };
}

/** What the console itself can do. */
type Tools = Pick<ConsolePaletteOptions, "actions" | "picture">;

function useConsoleItems(open: OpenConsole, { actions, picture: tools }: Tools, can: ReadonlySet<Capability>): () => PaletteAction[] {
  const window = useWindowItems(actions);
  const picture = usePictureItems(open, { actions, picture: tools }, can);
  const t = useTranslations("machines.openWith");
  const { model } = open.view;
  const others = () =>
    model.machine.protocols
      .filter((protocol) => protocol !== model.protocol)
      .map((protocol) => ({
        id: `protocol-${protocol}`,
        label: t(protocol),
        icon: protocolIcons[protocol],
        act: () => actions.chooseProtocol(protocol),
        more: true,
      }));
  return () => [...window(), ...picture(), ...(can.has("chords") ? keyItems(actions) : []), ...others()];
}

function useWindowItems({ viewing, setViewing, fullScreen }: ConsoleActions): () => PaletteAction[] {
  const t = useTranslations("console.view");
  return () => {
    const items: PaletteAction[] = [];
    if (fullScreen) {
      const Icon = fullScreen.active ? Minimize : Maximize;
      const label = t(fullScreen.active ? "leaveFullScreen" : "fullScreen");
      items.push({ id: "full-screen", label, icon: <Icon aria-hidden />, act: fullScreen.toggle });
    }
    if (setViewing) {
      const label = t(viewing ? "control" : "viewOnly");
      items.push({ id: "view-only", label, icon: <Eye aria-hidden />, act: () => setViewing(!viewing) });
    }
    return items;
  };
}

function usePictureItems(
  { view: { look } }: OpenConsole,
  { actions, picture }: Tools,
  can: ReadonlySet<Capability>,
): () => PaletteAction[] {
  const t = useTranslations("console.view");
  const scalings = (["fit", "actual", "match"] as const).filter((one) => one !== look.scaling && (one !== "match" || can.has("match")));
  const qualities = (["exact", "balanced", "saver"] as const).filter((one) => one !== look.quality);
  return () => [
    ...(can.has("screenshot")
      ? [{ id: "screenshot", label: t("screenshot"), icon: <Camera aria-hidden />, act: actions.saveScreenshot }]
      : []),
    ...(can.has("scaling") ? scalings : []).map((one) => ({
      id: one,
      label: t(one),
      icon: <Scaling aria-hidden />,
      act: () => picture.scale(one),
      more: true,
    })),
    ...(can.has("quality") ? qualities : []).map((one) => ({
      id: one,
      label: `${t("quality")}: ${t(one)}`,
      icon: <SlidersHorizontal aria-hidden />,
      act: () => actions.refine(one),
      more: true,
    })),
  ];
}

/** The chords: the first at once, the others by their names. */
function keyItems(actions: ConsoleActions): PaletteAction[] {
  const chords = [...commonChords, ...chordGroups.flatMap((group) => group.chords)];
  return chords.map(({ id, label, keys }, place) => ({
    id: `keys-${id}`,
    label,
    icon: <Keyboard aria-hidden />,
    act: () => actions.send(keys),
    more: place > 0,
  }));
}

/** The machine's power, the same actions as in its menu. */
function usePowerItems(vm: Vm | undefined): () => PaletteAction[] {
  const t = useTranslations("machines.action");
  const { rights, request } = usePower();
  const host = useHost(vm?.host);
  return () => {
    if (!vm) return [];
    return actionsFor(vm, shownState(vm, host), rights).map((action) => ({
      id: `power-${action}`,
      label: t(action),
      icon: actionIcons[action],
      act: () => request(vm, action),
      more: true,
    }));
  };
}

/** What else the machine's menus have. */
function useMachineItems(vm: Vm | undefined): () => PaletteAction[] {
  const t = useTranslations("tabs");
  const handOff = useTranslations("handOff");
  const { pins, toggle } = usePins();
  const { show } = useHandOff();
  return () => {
    if (!vm) return [];
    const pin = {
      id: "pin",
      label: t(pins.has(vm.id) ? "unpin" : "pin"),
      icon: <Star aria-hidden />,
      act: () => toggle(vm.id),
      more: true,
    };
    const desktop = show && { id: "hand-off", label: handOff("item"), icon: <AppWindow aria-hidden />, act: () => show(vm), more: true };
    return desktop ? [pin, desktop] : [pin];
  };
}
