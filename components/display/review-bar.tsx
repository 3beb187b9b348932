"use client";

import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Button } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { useEditor } from "./editor-context.tsx";
import { fieldId } from "./paths.ts";
import { showPanel } from "./plan-panel.tsx";

/** In reach of the thumb where the plan stands below the form: how much is changed, and the way to it. It goes while the plan is in view. */
export function ReviewBar() {
  const t = useTranslations("display.plan");
  const { view, problems } = useEditor();
  const inView = useInView(fieldId(["panel"]));
  const count = view.plan?.changes.length ?? 0;
  return (
    <div
      className={cx(
        "fixed inset-x-0 bottom-0 z-20 flex items-center gap-3 border-t border-line bg-surface px-4 py-2.5 shadow-raised md:left-20 xl:hidden",
        "max-md:bottom-[calc(3.5rem+env(safe-area-inset-bottom))]",
        inView && "hidden",
      )}
    >
      <p role="status" className="min-w-0 flex-1 truncate">
        {problems.length > 0 ? (
          <span className="text-danger">{t("problemCount", { count: problems.length })}</span>
        ) : view.current ? (
          t("changes", { count })
        ) : (
          t("checking")
        )}
      </p>
      <Button variant="primary" onClick={() => showPanel("start")}>
        {t("review")}
      </Button>
    </div>
  );
}

function useInView(id: string): boolean {
  const [inView, setInView] = useState(false);
  useEffect(() => {
    const element = document.getElementById(id);
    if (!element) return;
    const observer = new IntersectionObserver(([entry]) => setInView(entry?.isIntersecting === true), { rootMargin: "0px 0px -20% 0px" });
    observer.observe(element);
    return () => observer.disconnect();
  }, [id]);
  return inView;
}
