import { headers } from "next/headers";
import { getLocale, getTranslations } from "next-intl/server";

/** What the service worker keeps and shows where the portal does not answer: a page that needs nothing beside itself. */
export async function GET(): Promise<Response> {
  const [t, locale, given] = await Promise.all([getTranslations("tabs.offline"), getLocale(), headers()]);
  const page = `<!doctype html>
<html lang="${locale}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="color-scheme" content="light dark">
<title>${escaped(t("title"))}</title>
<style nonce="${escaped(given.get("x-nonce") ?? "")}">
  body { margin: 0; min-height: 100dvh; display: grid; place-content: center; justify-items: center; padding: 0 24px; box-sizing: border-box;
    text-align: center; font: 14px/20px system-ui, sans-serif; background: light-dark(#f9fafb, #0e1117); color: light-dark(#1a202c, #e8ebf0) }
  svg { width: 40px; fill: light-dark(#2a54d0, #8db0fb) }
  h1 { font-size: 20px; line-height: 28px; margin: 20px 0 4px }
  p { margin: 0 0 20px; max-width: 24rem; color: light-dark(#525c6c, #a5aebc) }
  a { display: inline-grid; place-items: center; min-height: 44px; padding: 0 20px; border-radius: 8px; font-weight: 500;
    text-decoration: none; color: #fff; background: #2a54d0 }
  a:focus-visible { outline: 2px solid; outline-offset: 2px }
</style>
<svg viewBox="0 0 32 32" aria-hidden="true"><path d="M11 2.5h10V23H11zM9 26h14l-4 4h-6z"/><path opacity=".6" d="M9 3.5v20L3 20V8zM23 3.5v20l6-3.5V8z"/></svg>
<main><h1>${escaped(t("title"))}</h1><p>${escaped(t("text"))}</p><a href="">${escaped(t("action"))}</a></main>
</html>
`;
  return new Response(page, { headers: { "content-type": "text/html; charset=utf-8" } });
}

function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}
