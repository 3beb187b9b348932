"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useMemo } from "react";
import { type Protocol, protocol as protocols, serialDevice } from "#server/contract/console.ts";
import type { Host } from "#server/contract/host.ts";
import type { Person } from "#server/contract/person.ts";
import type { Vm, VmId } from "#server/contract/vm.ts";
import { HandOffProvider } from "../../hand-off/hand-off-provider.tsx";
import { FleetProvider } from "../../live/fleet-provider.tsx";
import { useVm } from "../../live/use-fleet.ts";
import { PaletteProvider } from "../../shell/palette-provider.tsx";
import { PinsProvider } from "../../vms/pins-provider.tsx";
import type { Rights } from "../../vms/power.ts";
import { PowerProvider } from "../../vms/power-provider.tsx";
import { ChoicesProvider } from "../choices-provider.tsx";
import { ConsolePage } from "../console-page.tsx";
import type { OpenTab } from "./open-tabs.ts";
import { TabsContext } from "./tabs-provider.tsx";
import { useOpenTabs } from "./use-open-tabs.ts";

type ConsoleTabsProps = {
  person: Pick<Person, "id">;
  rights: Rights;
  hosts: readonly Host[];
  choices: Readonly<Record<VmId, Protocol>>;
  pins: readonly VmId[];
  /** The page of the address. */
  children: ReactNode;
};

/**
 * Around the pages of machines: the consoles that are open, which stay while the address leads from one machine to the next.
 * One is in view; the others are hidden where they are, since a frame that is moved in the document begins anew.
 */
export function ConsoleTabs({ person, rights, hosts, choices, pins, children }: ConsoleTabsProps) {
  const { known, ...view } = useOpenTabs();
  const { tabs, active, connected, offer, show, close } = view;
  const context = useMemo(() => ({ tabs, active, connected, offer, show, close }), [tabs, active, connected, offer, show, close]);
  return (
    <TabsContext value={context}>
      {children}
      {known.size > 0 && (
        <FleetProvider initial={{ vms: [...known.values()], hosts }} person={person} onSignedOut="stay">
          <PowerProvider rights={rights}>
            <ChoicesProvider initial={choices}>
              <PinsProvider initial={pins}>
                <HandOffProvider>
                  <PaletteProvider>
                    {tabs.map((tab) => {
                      const vm = connected.has(tab.vm) && known.get(tab.vm);
                      return vm && <TabConsole key={tab.vm} tab={tab} vm={vm} hidden={tab.vm !== active} />;
                    })}
                  </PaletteProvider>
                </HandOffProvider>
              </PinsProvider>
            </ChoicesProvider>
          </PowerProvider>
        </FleetProvider>
      )}
    </TabsContext>
  );
}

function TabConsole({ tab, vm, hidden }: { tab: OpenTab; vm: Vm; hidden: boolean }) {
  const oriel = useTranslations("common")("oriel");
  const name = useVm(vm.id)?.name ?? vm.name;
  // Next knows the page of the address that was loaded, not the tab that was chosen since.
  useEffect(() => {
    if (!hidden) document.title = `${name} · ${oriel}`;
  }, [hidden, name, oriel]);
  const asked = new URLSearchParams(tab.query);
  const protocol = protocols.safeParse(asked.get("protocol")).data ?? null;
  const device = serialDevice.safeParse(Number(asked.get("device") ?? 0)).data ?? 0;
  return <ConsolePage vm={vm} protocol={protocol} device={device} watching={asked.get("mode") === "view"} hidden={hidden} />;
}
