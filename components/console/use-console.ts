"use client";

import { useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { Protocol } from "#server/contract/console.ts";
import type { VmId } from "#server/contract/vm.ts";
import { useHost, useVm } from "../live/use-fleet.ts";
import { ConsoleController, type ConsoleView, type ConsoleWorld } from "./console-controller.ts";
import { firstModel, type MachineFacts, protocolFor, SUSPENDED } from "./console-machine.ts";
import { askForPass } from "./early-pass.ts";
import { HeldHere } from "./held-here.ts";
import { factsOf } from "./machine-facts.ts";
import { loadConnect } from "./registry.ts";
import { browserStorage, Remembered, tabStorage } from "./remembered.ts";
import type { Capability } from "./session.ts";
import { isMeantToStart, startIsOver } from "./start-intent.ts";

/** The layer of one session; it shows nothing until it is live, is there at once when it is, and fades once it is not. */
const layerClass =
  "absolute inset-0 font-mono data-[live=false]:invisible " +
  "group-not-data-[state=connected]/stage:opacity-30 group-not-data-[state=connected]/stage:transition-opacity";

function browserWorld(vm: VmId, stage: () => HTMLElement | null): ConsoleWorld {
  return {
    ask: (request) => askForPass({ vm, ...request }),
    load: loadConnect,
    layer: () => {
      const layer = document.createElement("div");
      layer.className = layerClass;
      stage()?.append(layer);
      return layer;
    },
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    now: () => performance.now(),
    random: Math.random,
  };
}

const nothing: ReadonlySet<Capability> = new Set();

/** What can be done with a console now. */
export function capabilitiesOf({ model, session }: ConsoleView): ReadonlySet<Capability> {
  return model.phase === "connected" && session ? session.capabilities : nothing;
}

export interface OpenConsole {
  controller: ConsoleController;
  view: ConsoleView;
  /** Where the sessions put their layers. */
  stage: React.RefObject<HTMLDivElement | null>;
}

type Options = {
  vm: VmId;
  label: string;
  /** What to begin with; null: the best there is. */
  protocol: Protocol | null;
  mayControl: boolean;
  /** Which of its serial lines. */
  device: number;
};

/** Opens a machine's console for as long as the component is shown, and follows the machine's live state. Browser only. */
export function useConsole({ vm, label, protocol, mayControl, device }: Options): OpenConsole {
  const stage = useRef<HTMLDivElement>(null);
  const machine = useMachineFacts(vm);
  const [controller] = useState(() => {
    const remembered = new Remembered(browserStorage());
    const first = protocolFor(machine, protocol);
    const held = first !== null && heldHere().wasJustLeft(vm, first);
    const model = firstModel(machine, first, mayControl ? "control" : "view", { held, device });
    const look = { label, scaling: remembered.scaling, quality: remembered.quality };
    return new ConsoleController(
      browserWorld(vm, () => stage.current),
      model,
      look,
    );
  });
  const view = useSyncExternalStore(
    controller.subscribe,
    () => controller.view,
    () => controller.view,
  );
  useEffect(() => controller.dispatch({ type: "machine", machine }), [controller, machine]);
  // Before the browser paints: the way to the first picture is long enough.
  useLayoutEffect(() => {
    controller.start(isMeantToStart(vm) ? { type: "start" } : { type: "begin" });
    return () => controller.stop();
  }, [controller, vm]);
  useNetworkBack(controller);
  useSuspending(controller);
  useRemembering(view);
  useLeaving(vm, controller);
  const live = view.model.phase === "connected";
  useEffect(() => {
    if (live) startIsOver();
  }, [live]);
  return { controller, view, stage };
}

/** The facts as one object that stays the same while they do. */
function useMachineFacts(id: VmId): MachineFacts {
  const vm = useVm(id);
  const host = useHost(vm?.host);
  const facts = JSON.stringify(factsOf(vm, host));
  return useMemo(() => JSON.parse(facts) as MachineFacts, [facts]);
}

/** A network that is back, or a computer that has woken, is no reason to wait for the next try. */
function useNetworkBack(controller: ConsoleController): void {
  useEffect(() => {
    const again = () => {
      const { model, line } = controller.view;
      if (document.visibilityState !== "visible") return;
      const waits = model.phase === "retrying" || model.end?.code === SUSPENDED;
      if (waits) controller.dispatch({ type: "retry" });
      else if (model.phase === "connected") line?.check();
    };
    window.addEventListener("online", again);
    document.addEventListener("visibilitychange", again);
    return () => {
      window.removeEventListener("online", again);
      document.removeEventListener("visibilitychange", again);
    };
  }, [controller]);
}

/** How long a phone's console is kept while nobody can see it, in ms. */
const UNSEEN = 30_000;

/** Closes the console of a phone that shows something else: its picture would cost data and charge. {@link useNetworkBack} brings it back. */
function useSuspending(controller: ConsoleController): void {
  useEffect(() => {
    if (!matchMedia("(pointer: coarse)").matches) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      clearTimeout(timer);
      if (document.visibilityState === "hidden") timer = setTimeout(() => controller.dispatch({ type: "suspend" }), UNSEEN);
    };
    document.addEventListener("visibilitychange", look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [controller]);
}

/** Keeps what the person chose; not what was merely there. */
function useRemembering({ look }: ConsoleView): void {
  const first = useRef(look);
  useEffect(() => {
    const remembered = new Remembered(browserStorage());
    if (look.scaling !== first.current.scaling) remembered.scaling = look.scaling;
    if (look.quality !== first.current.quality) remembered.quality = look.quality;
    first.current = look;
  }, [look]);
}

/** Notes which console this tab leaves, for the page that it may come back to. */
function useLeaving(vm: VmId, controller: ConsoleController): void {
  useEffect(() => {
    const note = () => {
      const { phase, protocol } = controller.view.model;
      if (phase === "connected" && protocol) heldHere().left(vm, protocol);
    };
    window.addEventListener("pagehide", note);
    return () => {
      window.removeEventListener("pagehide", note);
      note();
    };
  }, [vm, controller]);
}

function heldHere(): HeldHere {
  return new HeldHere(tabStorage(), Date.now);
}
