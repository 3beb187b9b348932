import type { ReactNode } from "react";

type EmptyStateProps = { icon: ReactNode; title: ReactNode; children?: ReactNode; action?: ReactNode };

/** In place of an empty list: what will be here, and the one thing that starts it. */
export function EmptyState({ icon, title, children, action }: EmptyStateProps) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center px-6 py-20 text-center">
      <div className="text-ink-quiet [&_svg]:size-8 [&_svg]:stroke-[1.5]">{icon}</div>
      <h2 className="mt-4 text-read font-semibold">{title}</h2>
      {children && <div className="mt-1.5 text-ink-quiet text-balance">{children}</div>}
      {action && <div className="mt-6">{action}</div>}
    </div>
  );
}
