import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { AskedConsole } from "#components/console/tabs/asked-console.tsx";
import { protocol as protocols, serialDevice } from "#server/contract/console.ts";
import { currentPerson, findVm, requirePerson } from "#server/web/pages.ts";

type Asked = { protocol?: string | string[]; device?: string | string[]; mode?: string | string[] };
type Props = { params: Promise<{ id: string }>; searchParams: Promise<Asked> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  if (!(await currentPerson())) return {};
  const vm = await findVm((await params).id);
  return vm ? { title: vm.name } : {};
}

/** The page of one machine: its console. */
export default async function MachineConsole({ params, searchParams }: Props) {
  const { id } = await params;
  await requirePerson(`/vms/${id}`);
  const vm = await findVm(id);
  if (!vm) notFound();
  return <AskedConsole vm={vm} query={queryOf(await searchParams)} />;
}

/** What of the address's wishes there is. */
function queryOf(asked: Asked): string {
  const protocol = protocols.safeParse(asked.protocol).data;
  const device = serialDevice.safeParse(Number(asked.device ?? 0)).data ?? 0;
  const watches = asked.mode === "view";
  const query = new URLSearchParams({
    ...(protocol && { protocol }),
    ...(device > 0 && { device: String(device) }),
    ...(watches && { mode: "view" }),
  });
  return query.size > 0 ? `?${query}` : "";
}
