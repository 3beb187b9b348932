import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Entrance } from "#components/auth/entrance.tsx";
import { SetupForm } from "#components/auth/setup-form.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth.setup"))("title"), referrer: "no-referrer" };
}

/** The set-up link's page: `/setup#<token>` makes the first administrator. */
export default async function SetupPage() {
  const t = await getTranslations("auth.setup");
  return (
    <Entrance title={t("title")} text={t("text")}>
      <SetupForm />
    </Entrance>
  );
}
