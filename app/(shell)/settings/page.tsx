import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { SettingsPage } from "#components/settings/settings-page.tsx";
import { can, portalSettings, requirePerson } from "#server/web/pages.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings"))("title") };
}

/** What administrators set for the whole portal; for everybody else there is no such page. */
export default async function Settings() {
  const person = await requirePerson("/settings");
  if (!can(person).settingsManage) notFound();
  return <SettingsPage initial={await portalSettings()} />;
}
