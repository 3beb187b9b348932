import type { ReactNode } from "react";

/** A part of a page of facts or settings: its name at the left, on phones above it. */
export function Section({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <section className="mx-3 grid gap-x-8 gap-y-3 border-t border-line py-6 sm:grid-cols-[11rem_minmax(0,1fr)] max-md:mx-4">
      <h2 className="font-semibold">{title}</h2>
      <div className="min-w-0">{children}</div>
    </section>
  );
}
