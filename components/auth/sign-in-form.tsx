"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useEffect, useState } from "react";
import { type ApiFailure, api, toFailure } from "../api.ts";
import { withBase } from "../base-path.ts";
import { Button } from "../ui/button.tsx";
import { Failure } from "../ui/failure.tsx";
import { Field } from "../ui/field.tsx";
import { useHydrated } from "../ui/use-hydrated.ts";
import { PasswordField } from "./password-field.tsx";
import { textOf } from "./text-of.ts";

/** Email and password; leads to `next`, a path inside the portal, once they are right. */
export function SignInForm({ next }: { next: string }) {
  const t = useTranslations("auth");
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<{ email?: string; password?: string }>({});
  const ready = useHydrated();
  useEffect(() => {
    document.querySelector<HTMLInputElement>("input[name=email]")?.focus();
  }, []);

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const email = textOf(form, "email").trim();
    const password = textOf(form, "password");
    const found = {
      ...(!/^\S+@\S+$/.test(email) && { email: t("invalid.email") }),
      ...(password === "" && { password: t("invalid.passwordEmpty") }),
    };
    setWrong(found);
    if (busy || Object.keys(found).length > 0) return;
    setBusy(true);
    setFailure(null);
    try {
      await api.post("/api/auth/sign-in/email", { email, password });
      window.location.replace(withBase(next));
    } catch (error) {
      setFailure(toFailure(error));
      setBusy(false);
    }
  };

  return (
    <form method="post" noValidate onSubmit={submit} className="grid gap-4">
      <Field label={t("signIn.email")} name="email" type="email" inputMode="email" autoComplete="username" error={wrong.email} />
      <PasswordField label={t("signIn.password")} name="password" autoComplete="current-password" error={wrong.password} />
      {failure && <Failure error={failure} className="border-l-2 border-danger pl-3" />}
      <Button type="submit" variant="primary" busy={busy} disabled={!ready} className="mt-2 h-10">
        {t("signIn.submit")}
      </Button>
    </form>
  );
}
