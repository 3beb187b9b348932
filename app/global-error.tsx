"use client";

import "./globals.css";
import type { Language } from "#server/contract/language.ts";

/** When even the layout failed: no texts and no theme can be relied on, so it says all in each language. */
const texts = [
  {
    language: "en",
    title: "The portal could not be shown",
    text: "Try again. If it happens again, tell an administrator.",
    action: "Try again",
  },
  {
    language: "de",
    title: "Das Portal konnte nicht angezeigt werden",
    text: "Versuchen Sie es erneut. Geschieht es wieder, sagen Sie es einem Administrator.",
    action: "Erneut versuchen",
  },
] as const satisfies { language: Language; title: string; text: string; action: string }[];

/** In place of the whole portal. */
export default function GlobalError({ reset }: { reset: () => void }) {
  return (
    <html lang={texts[0].language}>
      <body>
        <main className="mx-auto grid min-h-dvh max-w-sm content-center gap-10 px-6">
          {texts.map(({ language, title, text, action }) => (
            <section key={language} lang={language} className="grid gap-2">
              <h1 className="text-title font-semibold">{title}</h1>
              <p className="text-ink-quiet">{text}</p>
              <button
                type="button"
                onClick={reset}
                className="mt-4 h-10 w-fit rounded-pane bg-accent-fill px-4 font-medium text-on-accent pointer-coarse:h-11"
              >
                {action}
              </button>
            </section>
          ))}
        </main>
      </body>
    </html>
  );
}
