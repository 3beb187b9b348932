import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { ChoicesProvider } from "#components/console/choices-provider.tsx";
import { ConsolePage } from "#components/console/console-page.tsx";
import { HandOffProvider } from "#components/hand-off/hand-off-provider.tsx";
import { FleetProvider } from "#components/live/fleet-provider.tsx";
import { PowerProvider } from "#components/vms/power-provider.tsx";
import { protocol as protocols, serialDevice } from "#server/contract/console.ts";
import { can, choices, currentPerson, findVm, listHosts, requirePerson } from "#server/web/pages.ts";

type Props = { params: Promise<{ id: string }>; searchParams: Promise<{ protocol?: string | string[]; device?: string | string[] }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  if (!(await currentPerson())) return {};
  const vm = await findVm((await params).id);
  return vm ? { title: vm.name } : {};
}

/** The page of one machine: its console. */
export default async function MachineConsole({ params, searchParams }: Props) {
  const { id } = await params;
  const person = await requirePerson(`/vms/${id}`);
  const [vm, hosts, chosen, asked] = await Promise.all([findVm(id), listHosts(), choices(), searchParams]);
  if (!vm) notFound();
  const protocol = protocols.safeParse(asked.protocol).data ?? null;
  const device = serialDevice.safeParse(Number(asked.device ?? 0)).data ?? 0;
  return (
    <FleetProvider initial={{ vms: [vm], hosts }} person={person} onSignedOut="stay">
      <PowerProvider rights={can(person)}>
        <ChoicesProvider initial={chosen}>
          <HandOffProvider>
            <ConsolePage vm={vm} protocol={protocol} device={device} />
          </HandOffProvider>
        </ChoicesProvider>
      </PowerProvider>
    </FleetProvider>
  );
}
