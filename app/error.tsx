"use client";

import { TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Details } from "#components/ui/details.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

/** In place of a page that failed. On the server the reason stays in the log; the digest finds it there. */
export default function ErrorPage({ error, reset }: { error: Error & { digest?: string }; reset: () => void }) {
  const t = useTranslations("common.error");
  return (
    <main className="grid min-h-dvh place-items-center">
      <EmptyState
        icon={<TriangleAlert aria-hidden />}
        level={1}
        title={t("title")}
        action={
          <Button variant="primary" onClick={reset}>
            {t("action")}
          </Button>
        }
      >
        <p>{t("text")}</p>
        <Details text={error.digest ?? error.message} />
      </EmptyState>
    </main>
  );
}
