"use client";

import "./globals.css";

/** When even the layout failed: no texts and no theme can be relied on. */
export default function GlobalError({ reset }: { reset: () => void }) {
  return (
    <html lang="en">
      <body>
        <main className="mx-auto grid min-h-dvh max-w-sm content-center gap-2 px-6">
          <h1 className="text-title font-semibold">The portal could not be shown</h1>
          <p className="text-ink-quiet">Try again. If it happens again, tell an administrator.</p>
          <button type="button" onClick={reset} className="mt-4 h-10 w-fit rounded-pane bg-accent-fill px-4 font-medium text-on-accent">
            Try again
          </button>
        </main>
      </body>
    </html>
  );
}
