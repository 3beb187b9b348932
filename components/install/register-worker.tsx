"use client";

import { useLocale } from "next-intl";
import { useEffect } from "react";
import { basePath, withBase } from "../base-path.ts";

/**
 * Installs the worker that says plainly when the portal cannot be reached, once the page has come. Browsers have none on plain http
 * beside localhost, and refuse it under a certificate they do not trust: the portal is all there without it.
 */
export function RegisterWorker() {
  const locale = useLocale();
  useEffect(() => {
    if (!("serviceWorker" in navigator)) return;
    const register = () => {
      const script = withBase(`/service-worker.js?lang=${locale}`);
      navigator.serviceWorker.register(script, { scope: basePath || "/", updateViaCache: "none" }).catch(() => undefined);
    };
    if (document.readyState === "complete") register();
    else window.addEventListener("load", register, { once: true });
    return () => window.removeEventListener("load", register);
  }, [locale]);
  return null;
}
