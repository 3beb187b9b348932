import type { ReactNode } from "react";
import { ChoicesProvider } from "#components/console/choices-provider.tsx";
import { HandOffProvider } from "#components/hand-off/hand-off-provider.tsx";
import { FleetProvider } from "#components/live/fleet-provider.tsx";
import { PaletteProvider } from "#components/shell/palette-provider.tsx";
import { Shell } from "#components/shell/shell.tsx";
import { PinsProvider } from "#components/vms/pins-provider.tsx";
import { PowerProvider } from "#components/vms/power-provider.tsx";
import { can, choices, currentPerson, listHosts, listVms, pins } from "#server/web/pages.ts";

/**
 * Around the pages of a person who is signed in: the live fleet, power, and the way between pages.
 * Each page itself sends those who are not signed in to the sign-in, and knows where they wanted to go.
 */
export default async function ShellLayout({ children }: { children: ReactNode }) {
  const person = await currentPerson();
  if (!person) return children;
  const [vms, hosts, chosen, pinned] = await Promise.all([listVms(), listHosts(), choices(), pins()]);
  return (
    <FleetProvider initial={{ vms, hosts }} person={person}>
      <PowerProvider rights={can(person)}>
        <ChoicesProvider initial={chosen}>
          <PinsProvider initial={pinned}>
            <HandOffProvider>
              <PaletteProvider>
                <Shell>{children}</Shell>
              </PaletteProvider>
            </HandOffProvider>
          </PinsProvider>
        </ChoicesProvider>
      </PowerProvider>
    </FleetProvider>
  );
}
