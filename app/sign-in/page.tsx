import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { Entrance } from "#components/auth/entrance.tsx";
import { SignInForm } from "#components/auth/sign-in-form.tsx";
import { currentPerson } from "#server/web/pages.ts";
import { safeNext } from "#server/web/safe-next.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth.signIn"))("title") };
}

/** The sign-in. Who is signed in already goes on at once. */
export default async function SignInPage({ searchParams }: { searchParams: Promise<{ next?: string | string[] }> }) {
  const next = safeNext((await searchParams).next);
  if (await currentPerson()) redirect(next);
  const t = await getTranslations("auth.signIn");
  return (
    <Entrance title={t("title")} foot={t("first")}>
      <SignInForm next={next} />
    </Entrance>
  );
}
