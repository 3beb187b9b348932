import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Machines } from "#components/vms/machines.tsx";
import { recent, requirePerson } from "#server/web/pages.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("machines"))("title") };
}

type Params = Record<string, string | string[] | undefined>;

/** All machines of all hypervisors. How they are filtered and sorted is in the address. */
export default async function MachinesPage({ searchParams }: { searchParams: Promise<Params> }) {
  await requirePerson(`/${queryOf(await searchParams)}`);
  return <Machines recent={await recent()} />;
}

function queryOf(params: Params): string {
  const pairs = Object.entries(params).flatMap(([name, value]) => (typeof value === "string" ? [[name, value]] : []));
  return pairs.length > 0 ? `?${new URLSearchParams(pairs)}` : "";
}
