import { Unplug } from "lucide-react";
import Link from "next/link";
import { getTranslations } from "next-intl/server";
import { buttonClass } from "#components/ui/button.tsx";
import { EmptyState } from "#components/ui/empty-state.tsx";

/** For addresses without a page. */
export default async function NotFound() {
  const t = await getTranslations("common.notFound");
  return (
    <main className="grid min-h-dvh place-items-center">
      <EmptyState
        icon={<Unplug aria-hidden />}
        level={1}
        title={t("title")}
        action={
          <Link href="/" className={buttonClass("primary")}>
            {t("action")}
          </Link>
        }
      >
        {t("text")}
      </EmptyState>
    </main>
  );
}
