import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { About } from "#components/about/about.tsx";
import { requirePerson } from "#server/web/pages.ts";
import { version } from "../../../package.json";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("about"))("title") };
}

/** What Oriel is made with, and under which licences. */
export default async function AboutPage() {
  await requirePerson("/about");
  return <About version={version} />;
}
