"use client";

import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { withBase } from "../base-path.ts";
import { setLeaveGuard } from "../shell/leave-guard.ts";
import { Confirm } from "../ui/confirm.tsx";

/** Asks before edits are lost: by a link, by Ctrl-K, by Back, or by closing the page. */
export function LeaveQuestion({ edited }: { edited: boolean }) {
  const t = useTranslations("display.leave");
  const [go, setGo] = useState<{ leave: () => void } | null>(null);
  const [open, setOpen] = useState(false);
  const router = useRouter();
  const ask = useRef((leave: () => void) => {
    setGo({ leave });
    setOpen(true);
  });
  useEffect(() => {
    if (!edited) return;
    const question = ask.current;
    const onClick = (event: MouseEvent) => {
      const href = linkInPage(event);
      if (href === null) return;
      event.preventDefault();
      event.stopPropagation();
      // In place of the entry that asks (see below).
      question(() => router.replace(href));
    };
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault();
    setLeaveGuard(question);
    document.addEventListener("click", onClick, true);
    window.addEventListener("beforeunload", onUnload);
    return () => {
      setLeaveGuard(null);
      document.removeEventListener("click", onClick, true);
      window.removeEventListener("beforeunload", onUnload);
    };
  }, [edited, router]);
  useBackQuestion(edited, ask.current);
  return (
    <Confirm open={open} onOpenChange={setOpen} title={t("title")} text={t("text")} verb={t("verb")} danger onConfirm={() => go?.leave()} />
  );
}

/** Where a plain click on a link inside the portal leads, without the base path; null: it is none, or it opens elsewhere. */
function linkInPage(event: MouseEvent): string | null {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return null;
  const link = event.target instanceof Element ? event.target.closest("a") : null;
  if (!link || link.target || link.hasAttribute("download") || link.origin !== window.location.origin) return null;
  if (link.pathname === window.location.pathname) return null;
  return link.pathname.slice(withBase("").length) + link.search + link.hash || "/";
}

/**
 * The browser does not ask before Back inside the portal: one more entry of this page takes the step, and then it is asked. The entry goes
 * when there is nothing to lose any more.
 */
function useBackQuestion(edited: boolean, ask: (leave: () => void) => void): void {
  const inPlace = useRef(false);
  useEffect(() => {
    if (!edited) {
      if (inPlace.current) window.history.back();
      inPlace.current = false;
      return;
    }
    const here = window.location.href;
    const put = () => window.history.pushState(window.history.state, "", here);
    if (!inPlace.current) put();
    inPlace.current = true;
    const onPop = () => {
      put();
      ask(() => window.history.go(-2));
    };
    window.addEventListener("popstate", onPop);
    return () => window.removeEventListener("popstate", onPop);
  }, [edited, ask]);
}
