"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { type ApiFailure, api, toFailure } from "../api.ts";
import { PasswordField } from "../auth/password-field.tsx";
import { textOf } from "../auth/text-of.ts";
import { Button } from "../ui/button.tsx";
import { Failure } from "../ui/failure.tsx";
import { useNotify } from "../ui/toaster.tsx";

/** Changes the person's password, which ends their other sign-ins. `email`: for password managers. */
export function PasswordForm({ email }: { email: string }) {
  const t = useTranslations("account.password");
  const invalid = useTranslations("auth.invalid");
  const notify = useNotify();
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<{ current?: string; next?: string }>({});

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const currentPassword = textOf(data, "current");
    const newPassword = textOf(data, "next");
    const found = {
      ...(currentPassword === "" && { current: invalid("passwordEmpty") }),
      ...(newPassword.length < 10 && { next: invalid("password") }),
    };
    setWrong(found);
    if (busy || Object.keys(found).length > 0) return;
    setBusy(true);
    setFailure(null);
    try {
      await api.post("/api/auth/change-password", { currentPassword, newPassword });
      form.reset();
      notify.done(t("changed"), t("changedText"));
    } catch (error) {
      setFailure(toFailure(error));
    }
    setBusy(false);
  };

  return (
    <form method="post" noValidate onSubmit={submit} className="grid max-w-80 gap-4">
      <input type="text" name="email" autoComplete="username" value={email} readOnly hidden />
      <PasswordField label={t("current")} name="current" autoComplete="current-password" error={wrong.current} />
      <PasswordField label={t("next")} name="next" autoComplete="new-password" maxLength={256} hint={t("nextHint")} error={wrong.next} />
      {failure && <Failure error={failure} className="border-l-2 border-danger pl-3" />}
      <Button type="submit" busy={busy} className="justify-self-start">
        {t("submit")}
      </Button>
    </form>
  );
}
