import type { Metadata } from "next";
import { NextIntlClientProvider } from "next-intl";
import { getTranslations } from "next-intl/server";
import { GpusPage } from "#components/gpus/gpus-page.tsx";
import { requirePerson } from "#server/web/pages.ts";

type Props = { params: Promise<{ key: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("gpus"))("plainTitle") };
}

/** The GPUs of a hypervisor. Their texts no other page needs but the display settings. */
export default async function HostGpus({ params }: Props) {
  const { key } = await params;
  await requirePerson(`/hosts/${key}/gpus`);
  return (
    <NextIntlClientProvider>
      <GpusPage host={key} />
    </NextIntlClientProvider>
  );
}
