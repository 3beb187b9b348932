"use client";

import { useLocale } from "next-intl";
import { useEffect, useRef } from "react";
import { basePath, withBase } from "../base-path.ts";

/**
 * Installs the worker that says plainly when the portal cannot be reached, once the page has come. Browsers have none on plain http
 * beside localhost, and refuse it under a certificate they do not trust: the portal is all there without it.
 */
export function RegisterWorker() {
  useEffect(() => {
    if (!("serviceWorker" in navigator)) return;
    const register = () => {
      const script = withBase("/service-worker.js");
      navigator.serviceWorker.register(script, { scope: basePath || "/", updateViaCache: "none" }).catch(() => undefined);
    };
    if (document.readyState === "complete") register();
    else window.addEventListener("load", register, { once: true });
    return () => window.removeEventListener("load", register);
  }, []);
  useTellLanguage();
  return null;
}

/** Its page is in the person's language. */
function useTellLanguage(): void {
  const locale = useLocale();
  const told = useRef(locale);
  useEffect(() => {
    if (told.current === locale) return;
    told.current = locale;
    navigator.serviceWorker?.controller?.postMessage("language");
  }, [locale]);
}
