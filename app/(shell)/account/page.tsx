import type { Metadata } from "next";
import { cookies } from "next/headers";
import { getTranslations } from "next-intl/server";
import { Account } from "#components/account/account.tsx";
import { THEME_COOKIE, themeOf } from "#components/shell/theme-cookie.ts";
import { requirePerson } from "#server/web/pages.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account"))("title") };
}

/** The person's own page. */
export default async function AccountPage() {
  const person = await requirePerson("/account");
  return <Account person={person} theme={themeOf((await cookies()).get(THEME_COOKIE)?.value)} />;
}
