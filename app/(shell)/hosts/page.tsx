import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Hosts } from "#components/hosts/hosts.tsx";
import { requirePerson } from "#server/web/pages.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("hosts"))("title") };
}

/** The hypervisors and how they are. */
export default async function HostsPage() {
  await requirePerson("/hosts");
  return <Hosts />;
}
