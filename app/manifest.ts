import type { MetadataRoute } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { basePath, withBase } from "#components/base-path.ts";

/** What a system needs to know to install the portal as an app. */
export default async function manifest(): Promise<MetadataRoute.Manifest> {
  const [t, locale] = await Promise.all([getTranslations(), getLocale()]);
  // Not below the base path but this itself: it is the address of the first page.
  const home = basePath || "/";
  return {
    id: home,
    start_url: home,
    scope: home,
    name: t("common.oriel"),
    short_name: t("common.oriel"),
    description: t("tabs.install.description"),
    lang: locale,
    display: "standalone",
    // As around a guest's screen (tokens.css): that is what an app's first moment leads to.
    background_color: "#0b0d12",
    theme_color: "#0b0d12",
    icons: [
      { src: withBase("/icons/any-192.png"), sizes: "192x192", type: "image/png" },
      { src: withBase("/icons/any-512.png"), sizes: "512x512", type: "image/png" },
      { src: withBase("/icons/maskable-512.png"), sizes: "512x512", type: "image/png", purpose: "maskable" },
    ],
  };
}
