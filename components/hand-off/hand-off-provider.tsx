"use client";

import { createContext, type ReactNode, use, useCallback, useMemo, useState } from "react";
import type { Vm, VmId } from "#server/contract/vm.ts";
import { useVms } from "../live/use-fleet.ts";
import { usePower } from "../vms/power-provider.tsx";
import { HandOffDialog, type HandOffSide } from "./hand-off-dialog.tsx";

type HandOffs = {
  /** Shows the ways into a machine past the browser; null for those who may not go them. */
  show: ((vm: Vm) => void) | null;
  /** Shows what of a machine works in the browser and in a desktop app. */
  compare: (vm: Vm) => void;
};

const HandOffContext = createContext<HandOffs | null>(null);

/** Lets the page's menus open a machine in a desktop app. Needs a FleetProvider and a PowerProvider around it. */
export function HandOffProvider({ children }: { children: ReactNode }) {
  const { rights } = usePower();
  const [shown, setShown] = useState<{ id: VmId; side: HandOffSide; open: boolean } | null>(null);
  const vm = useVms().find(({ id }) => id === shown?.id);
  const show = useCallback(({ id }: Vm) => setShown({ id, side: "ways", open: true }), []);
  const compare = useCallback(({ id }: Vm) => setShown({ id, side: "works", open: true }), []);
  const value = useMemo(() => ({ show: rights.control ? show : null, compare }), [rights.control, show, compare]);
  return (
    <HandOffContext value={value}>
      {children}
      {shown && vm && <HandOffDialog vm={vm} side={shown.side} open={shown.open} onOpenChange={(open) => setShown({ ...shown, open })} />}
    </HandOffContext>
  );
}

/** The way to a desktop app. Needs a HandOffProvider around it. */
export function useHandOff(): HandOffs {
  const handOffs = use(HandOffContext);
  if (!handOffs) throw new Error("useHandOff needs a HandOffProvider around it");
  return handOffs;
}
