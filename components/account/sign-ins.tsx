"use client";

import { useFormatter, useTranslations } from "next-intl";
import { useCallback, useEffect, useState } from "react";
import type { SignInEntry } from "#server/contract/sign-in.ts";
import { type ApiFailure, api, toFailure } from "../api.ts";
import { Button } from "../ui/button.tsx";
import { Failure } from "../ui/failure.tsx";
import { useNotify } from "../ui/toaster.tsx";
import { programOf } from "./user-agent.ts";

/** Where the person is signed in, and how to end that. */
export function SignIns() {
  const t = useTranslations("account.sessions");
  const notify = useNotify();
  const { signIns, failure, load } = useSignIns();
  const end = async (path: string, body: object, done: string) => {
    try {
      await api.post(path, body);
      notify.done(done);
    } catch (error) {
      notify.failed(error);
    }
    await load();
  };

  if (failure) return <Failure error={failure} />;
  if (!signIns) return <Skeleton />;
  return (
    <>
      <ul className="-my-3">
        {signIns.map((signIn) => (
          <SignInLine key={signIn.id} signIn={signIn} onEnd={() => end("/api/auth/revoke-session", { id: signIn.id }, t("ended"))} />
        ))}
      </ul>
      {signIns.length > 1 && (
        <Button className="mt-6" onClick={() => end("/api/auth/revoke-other-sessions", {}, t("endedOthers"))}>
          {t("endOthers")}
        </Button>
      )}
    </>
  );
}

function SignInLine({ signIn, onEnd }: { signIn: SignInEntry; onEnd: () => void }) {
  const t = useTranslations("account.sessions");
  const format = useFormatter();
  const { browser, system } = programOf(signIn.userAgent);
  const program = browser && system ? t("browserOn", { browser, system }) : (browser ?? system ?? t("unknown"));
  const since = format.dateTime(new Date(signIn.createdAt), { dateStyle: "medium", timeStyle: "short", timeZone: LOCAL });
  return (
    <li className="flex items-center justify-between gap-4 border-b border-line py-3 last:border-b-0">
      <div className="min-w-0">
        <p className="truncate">{program}</p>
        <p className="truncate text-note text-ink-quiet">
          {signIn.address && <span className="font-mono">{signIn.address}</span>}
          {signIn.address && " · "}
          {t("since", { when: since })}
        </p>
      </div>
      {signIn.current ? (
        <span className="shrink-0 text-note text-ink-quiet">{t("current")}</span>
      ) : (
        <Button variant="quiet" aria-label={t("endFor", { where: program })} onClick={onEnd}>
          {t("end")}
        </Button>
      )}
    </li>
  );
}

/** Times of the person's own doing are told in the time of their place. */
const LOCAL = Intl.DateTimeFormat().resolvedOptions().timeZone;

function useSignIns(): { signIns: SignInEntry[] | null; failure: ApiFailure | null; load: () => Promise<void> } {
  const [signIns, setSignIns] = useState<SignInEntry[] | null>(null);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const load = useCallback(async () => {
    try {
      const all = await api.get<SignInEntry[]>("/api/auth/list-sessions");
      setSignIns(all.sort((a, b) => Number(b.current) - Number(a.current) || b.createdAt.localeCompare(a.createdAt)));
      setFailure(null);
    } catch (error) {
      setFailure(toFailure(error));
    }
  }, []);
  useEffect(() => void load(), [load]);
  return { signIns, failure, load };
}

function Skeleton() {
  return (
    <div aria-hidden className="grid gap-2">
      <div className="skeleton h-3.5 w-40" />
      <div className="skeleton h-3 w-56" />
    </div>
  );
}
