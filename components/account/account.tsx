"use client";

import { LogOut } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { Person } from "#server/contract/person.ts";
import { PageHead } from "../shell/page-head.tsx";
import { signOut } from "../shell/sign-out.ts";
import type { Theme } from "../shell/theme-cookie.ts";
import { Button } from "../ui/button.tsx";
import { Section } from "../ui/section.tsx";
import { useNotify } from "../ui/toaster.tsx";
import { LanguageChoice } from "./language-choice.tsx";
import { PasswordForm } from "./password-form.tsx";
import { SignIns } from "./sign-ins.tsx";
import { ThemeChoice } from "./theme-choice.tsx";

/** The person's own page: who they are here, how it looks, where they are signed in, their password. */
export function Account({ person, theme }: { person: Person; theme: Theme }) {
  const t = useTranslations("account");
  const language = useTranslations("language");
  const notify = useNotify();
  return (
    <div className="max-w-3xl">
      <PageHead title={t("title")}>
        <Button icon={<LogOut aria-hidden />} onClick={() => signOut().catch(notify.failed)}>
          {t("signOut")}
        </Button>
      </PageHead>
      <Section title={<bdi className="break-words">{person.name}</bdi>}>
        <p className="break-words">{person.email}</p>
        <p className="text-ink-quiet">
          {t(`role.${person.role}`)}. {t(`roleText.${person.role}`)}
        </p>
      </Section>
      <Section title={t("appearance.title")}>
        <ThemeChoice initial={theme} />
      </Section>
      <Section title={language("label")}>
        <LanguageChoice />
      </Section>
      <Section title={t("sessions.title")}>
        <SignIns />
      </Section>
      <Section title={t("password.title")}>
        <PasswordForm email={person.email} />
      </Section>
      <Section title={t("about.title")}>
        <Link href="/about" className="rounded-inner font-medium text-accent hover:underline">
          {t("about.link")}
        </Link>
      </Section>
    </div>
  );
}
