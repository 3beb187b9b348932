import type { ReactNode } from "react";

/** A page's title, with a note beside it and actions at the far end. */
export function PageHead({ title, note, children }: { title: ReactNode; note?: ReactNode; children?: ReactNode }) {
  return (
    <header className="flex min-h-9 items-center gap-3 px-3 pt-6 pb-4 max-md:px-4 max-md:pt-4">
      <h1 className="text-title font-semibold">{title}</h1>
      {note}
      {children && <div className="ml-auto flex items-center gap-2">{children}</div>}
    </header>
  );
}
