"use client";

import { useTranslations } from "next-intl";
import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { Protocol } from "#server/contract/console.ts";
import type { Vm } from "#server/contract/vm.ts";
import { useHost, useSignedOut, useVm } from "../live/use-fleet.ts";
import { cx } from "../ui/cx.ts";
import { isolate } from "../ui/isolate.ts";
import { usePower } from "../vms/power-provider.tsx";
import { shownState } from "../vms/shown-state.ts";
import { Announcement } from "./announcement.tsx";
import { useChoices } from "./choices-provider.tsx";
import { FiguresLine } from "./company/figures.tsx";
import { useCompany } from "./company/use-company.ts";
import { useConsoleActions } from "./console-actions.ts";
import type { ConsoleController } from "./console-controller.ts";
import type { ConsoleModel } from "./console-machine.ts";
import { ExchangeView } from "./exchange/exchange-view.tsx";
import { useExchange } from "./exchange/use-exchange.ts";
import { KeyboardView } from "./keyboard/keyboard-view.tsx";
import { useKeyboard } from "./keyboard/use-keyboard.ts";
import { MomentView } from "./moment-view.tsx";
import { SerialLogDialog } from "./serial-log/serial-log-dialog.tsx";
import type { Capability } from "./session.ts";
import { Stage } from "./stage.tsx";
import { useConsolePalette } from "./tabs/use-console-palette.tsx";
import { PhoneBars, Toolbar } from "./toolbar.tsx";
import { TouchMarks } from "./touch/touch-marks.tsx";
import { capabilitiesOf, useConsole } from "./use-console.ts";
import { useFocusWhenLive, useLeaveShortcut } from "./use-focus.ts";
import { useFold } from "./use-fold.ts";
import { useVisualViewport } from "./use-visual-viewport.ts";
import { usePicture } from "./viewport/use-picture.ts";
import { lackOf } from "./why-not.ts";

type ConsolePageProps = {
  /** The machine as the server knew it; the live fleet takes over from there. */
  vm: Vm;
  /** What the address asks for, this once; null: what the person chose last. */
  protocol: Protocol | null;
  /** Which of its serial lines the address asks for. */
  device: number;
  /** The address asks for no more than to watch. */
  watching: boolean;
  /** Another console is in view; this one goes on behind it. */
  hidden: boolean;
};

/** A machine's page: its console, from edge to edge. Needs what ConsoleTabs puts around it. */
export function ConsolePage(props: ConsolePageProps) {
  const inBrowser = useSyncExternalStore(
    () => () => undefined,
    () => true,
    () => false,
  );
  return inBrowser ? <Console {...props} /> : <main className="fixed inset-0 bg-screen" hidden={props.hidden} />;
}

function Console({ vm: first, protocol, device, watching, hidden }: ConsolePageProps) {
  const t = useTranslations("console");
  const { rights, pending, request } = usePower();
  const vm = useVm(first.id);
  const { name } = vm ?? first;
  const state = shownState(vm ?? first, useHost((vm ?? first).host));
  const label = t("label", { name: isolate(name) });
  const choices = useChoices();
  const open = useConsole({
    vm: first.id,
    label,
    protocol: protocol ?? choices.of(first.id),
    mayControl: rights.control && !watching,
    device,
  });
  const { session } = open.view;
  const model = useSignedOut() ? signedOut(open.view.model) : open.view.model;
  const live = model.phase === "connected";
  const starting = pending.get(first.id) === "start";
  const [searching, setSearching] = useState(false);
  const [logOpen, setLogOpen] = useState(false);

  const root = useRef<HTMLElement>(null);
  const bar = useRef<HTMLDivElement>(null);
  const fold = useFold(bar, live);
  useLeaveShortcut(root, session, fold.enter);
  useFocusWhenLive(session, live && !hidden);
  useAsked(open.controller, protocol, device);
  const backToScreen = () => {
    fold.leave();
    session?.focus();
  };
  const actions = useConsoleActions(open, {
    vm: first.id,
    name,
    mayControl: rights.control,
    searching,
    search: () => setSearching(true),
    showLog: () => setLogOpen(true),
  });
  const offered = capabilitiesOf(open.view);
  const can = useMemo(() => withAnAgent(offered, model.protocol, vm), [offered, model.protocol, vm]);
  // The guest of a console that nobody looks at must not change the clipboard under the hands of who is in another.
  const exchange = useExchange(session, hidden ? withoutClipboard(can) : can, open.stage);
  const keyboard = useKeyboard(session, can, first.id, hidden);
  const start = () => {
    if (model.protocol === "serial") open.controller.dispatch({ type: "start" });
    else if (vm) request(vm, "start");
  };
  const picture = usePicture(open, keyboard.phone.toggle);
  useVisualViewport(root);
  useConsolePalette({ console: open, actions, picture, can, name, vm, hidden });
  const company = useCompany(open.view, hidden, () => open.controller.dispatch({ type: "take-over" }));
  const tools = { console: open, actions, picture, can, exchange, keyboard, company, name, vm, state, onStart: start };
  return (
    <main
      ref={root}
      data-console
      data-state={model.phase}
      data-protocol={model.protocol}
      data-mode={model.mode}
      inert={hidden}
      className={cx("fixed inset-0 overflow-hidden bg-screen", hidden && "invisible")}
    >
      <h1 className="sr-only">
        <bdi>{name}</bdi>
      </h1>
      <Toolbar {...tools} fold={fold} bar={bar} onLeave={backToScreen} />
      <PhoneBars {...tools} />
      <div className={placeClass}>
        <Stage {...open} line={vm?.serials[model.device]} searching={searching} onSearchEnd={() => setSearching(false)} />
        <TouchMarks {...picture} shown={can.has("pointer")} />
        {actions.figures && <FiguresLine view={open.view} />}
        <MomentView
          vm={first.id}
          model={model}
          rights={rights}
          starting={starting}
          dispatch={(event) => open.controller.dispatch(event)}
          onStart={start}
        />
        {!hidden && <ExchangeView exchange={exchange} session={session} name={name} />}
      </div>
      <KeyboardView
        keyboard={keyboard}
        session={session}
        can={can}
        name={name}
        label={label}
        mayPaste={exchange.clipboard.rules?.clipboardToMachine ?? false}
        hidden={hidden}
      />
      {vm && <SerialLogDialog vm={vm} device={model.device} open={logOpen} onOpenChange={setLogOpen} />}
      <Announcement model={model} starting={starting} />
    </main>
  );
}

/** The room for the picture: between a phone's bars, above the keys for its keyboard (`--key-bar`), and clear of what cuts into the screen. */
const placeClass =
  "absolute top-0 right-[env(safe-area-inset-right)] bottom-[var(--key-bar,0px)] left-[env(safe-area-inset-left)] " +
  "max-sm:top-[calc(3rem+env(safe-area-inset-top))] max-sm:bottom-[max(3.5rem+env(safe-area-inset-bottom),var(--key-bar,0px))]";

function withoutClipboard(can: ReadonlySet<Capability>): ReadonlySet<Capability> {
  return new Set([...can].filter((capability) => capability !== "clipboard"));
}

/** QEMU's VNC takes a clipboard for a guest without an agent, too, who would never get it. */
function withAnAgent(can: ReadonlySet<Capability>, protocol: Protocol | null, vm: Vm | undefined): ReadonlySet<Capability> {
  return protocol === "vnc" && vm && lackOf("clipboard", protocol, vm) ? withoutClipboard(can) : can;
}

/** Opens what the address asks for once it asks for something else. */
function useAsked(controller: ConsoleController, protocol: Protocol | null, device: number): void {
  const before = useRef({ protocol, device });
  useEffect(() => {
    const { protocol: had, device: line } = before.current;
    before.current = { protocol, device };
    if (protocol && protocol !== had) controller.dispatch({ type: "protocol", protocol });
    if (device !== line) controller.dispatch({ type: "device", device });
  }, [controller, protocol, device]);
}

/** Whatever the console was about to do, it cannot without a sign-in. */
function signedOut(model: ConsoleModel): ConsoleModel {
  return { ...model, phase: "stopped", end: { code: "not-signed-in" } };
}
