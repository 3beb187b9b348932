"use client";

import Link from "next/link";
import { useTranslations } from "next-intl";
import { type FormEvent, useState, useSyncExternalStore } from "react";
import type { SetupRequest } from "#server/contract/person.ts";
import { type ApiFailure, api, toFailure } from "../api.ts";
import { withBase } from "../base-path.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { Failure } from "../ui/failure.tsx";
import { Field } from "../ui/field.tsx";
import { PasswordField } from "./password-field.tsx";
import { textOf } from "./text-of.ts";

type Wrong = Partial<Record<"name" | "email" | "password", string>>;

/**
 * Makes the first administrator. The token of the set-up link is in the address's fragment, which browsers send to nobody:
 * it is in no log and no referrer.
 */
export function SetupForm() {
  const t = useTranslations("auth");
  const token = useToken();
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<Wrong>({});

  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const name = textOf(form, "name").trim();
    const email = textOf(form, "email").trim();
    const password = textOf(form, "password");
    const found: Wrong = {
      ...(name === "" && { name: t("invalid.name") }),
      ...(!/^\S+@\S+\.\S+$/.test(email) && { email: t("invalid.email") }),
      ...(password.length < 10 && { password: t("invalid.password") }),
    };
    setWrong(found);
    if (busy || !token || Object.keys(found).length > 0) return;
    setBusy(true);
    setFailure(null);
    try {
      await api.post("/api/setup", { token, name, email, password } satisfies SetupRequest);
      await api.post("/api/auth/sign-in/email", { email, password });
      window.location.replace(withBase("/"));
    } catch (error) {
      setFailure(toFailure(error));
      setBusy(false);
    }
  };

  if (token === "") return <Incomplete />;
  return (
    <form method="post" noValidate onSubmit={submit} className="grid gap-4">
      <Field label={t("setup.name")} name="name" autoComplete="name" maxLength={100} error={wrong.name} />
      <Field label={t("setup.email")} name="email" type="email" autoComplete="username" maxLength={254} error={wrong.email} />
      <PasswordField
        label={t("setup.password")}
        name="password"
        autoComplete="new-password"
        maxLength={256}
        hint={t("setup.passwordHint")}
        error={wrong.password}
      />
      {failure && <Failure error={failure} className="border-l-2 border-danger pl-3" />}
      <Button type="submit" variant="primary" busy={busy} disabled={token === null} className="mt-2 h-10">
        {t("setup.submit")}
      </Button>
      {failure?.code === "setup-done" && (
        <Link href="/sign-in" className={buttonClass("plain")}>
          {t("setup.done")}
        </Link>
      )}
    </form>
  );
}

function Incomplete() {
  const t = useTranslations("auth.setup.missing");
  return (
    <div role="alert">
      <p className="font-medium">{t("title")}</p>
      <p className="mt-1 text-ink-quiet">{t("text")}</p>
      <Link href="/sign-in" className={buttonClass("plain", "mt-6")}>
        {t("action")}
      </Link>
    </div>
  );
}

/** The link's token; "" when it has none, null while that is not known: on the server. */
function useToken(): string | null {
  return useSyncExternalStore(
    (listener) => {
      window.addEventListener("hashchange", listener);
      return () => window.removeEventListener("hashchange", listener);
    },
    () => window.location.hash.slice(1),
    () => null,
  );
}
