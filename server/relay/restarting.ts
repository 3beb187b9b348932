import type { IncomingMessage, ServerResponse } from "node:http";
import { LANGUAGE_COOKIE, type Language, languageOf } from "#server/contract/language.ts";
import { errorBody, errorRow, OrielError } from "#server/errors.ts";

/** How soon a browser asks again, in seconds. */
const RETRY_S = 2;

const texts: Record<Language, { title: string; message: string; action: string }> = {
  en: { title: "Oriel is restarting", message: errorRow("restarting").message, action: "This page comes back by itself." },
  de: { title: "Oriel startet neu", message: "Das Portal startet neu.", action: "Diese Seite kommt von selbst zurück." },
};

/** Answers while web is away: a plain page that reloads itself to a browser that navigates, the error as JSON to all others. */
export function answerRestarting(request: IncomingMessage, response: ServerResponse): void {
  const { http } = errorRow("restarting");
  const page = request.headers.accept?.includes("text/html") ?? false;
  const body = page ? pageOf(languageFor(request)) : JSON.stringify(errorBody(new OrielError("restarting")));
  response.writeHead(http, {
    "content-type": page ? "text/html; charset=utf-8" : "application/json",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "retry-after": `${RETRY_S}`,
    "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
  });
  if (request.method === "HEAD") response.end();
  else response.end(body);
}

function languageFor({ headers }: IncomingMessage): Language {
  const cookies = (headers.cookie ?? "").split("; ").map((cookie) => cookie.split("="));
  const chosen = cookies.find(([name]) => name === LANGUAGE_COOKIE)?.[1];
  return languageOf(chosen, headers["accept-language"]);
}

function pageOf(language: Language): string {
  const { title, message, action } = texts[language];
  const head = `<meta charset="utf-8"><meta http-equiv="refresh" content="${RETRY_S}"><meta name="color-scheme" content="light dark">`;
  const text = `<h1>${message}</h1><p>${action}</p>`;
  return `<!doctype html><html lang="${language}"><head>${head}<title>${title}</title></head><body>${text}</body></html>`;
}
