import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { NextIntlClientProvider } from "next-intl";
import { getTranslations } from "next-intl/server";
import { DisplayPage } from "#components/display/display-page.tsx";
import { isolate } from "#components/ui/isolate.ts";
import { currentPerson, findVm, requirePerson } from "#server/web/pages.ts";

type Props = { params: Promise<{ id: string }> };

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  if (!(await currentPerson())) return {};
  const vm = await findVm((await params).id);
  return vm ? { title: (await getTranslations("display"))("titlePlain", { name: isolate(vm.name) }) } : {};
}

/** The page of a machine's displays. Its texts are many, and no other page needs them. */
export default async function MachineDisplay({ params }: Props) {
  const { id } = await params;
  await requirePerson(`/vms/${id}/display`);
  const vm = await findVm(id);
  if (!vm) notFound();
  return (
    <NextIntlClientProvider>
      <DisplayPage vm={vm} />
    </NextIntlClientProvider>
  );
}
