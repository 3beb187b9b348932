import type { ReactNode } from "react";

type EmptyStateProps = { icon: ReactNode; title: ReactNode; children?: ReactNode; action?: ReactNode; level?: 1 | 2 };

/** In place of an empty list: what will be here, and the one thing that starts it. `level`: 1 where it is the whole page. */
export function EmptyState({ icon, title, children, action, level = 2 }: EmptyStateProps) {
  const Heading = level === 1 ? "h1" : "h2";
  return (
    <div className="mx-auto flex max-w-md flex-col items-center px-6 py-20 text-center">
      <div className="text-ink-quiet [&_svg]:size-8 [&_svg]:stroke-[1.5]">{icon}</div>
      <Heading className="mt-4 text-read font-semibold">{title}</Heading>
      {children && <div className="mt-1.5 flex w-full flex-col items-center text-ink-quiet text-balance">{children}</div>}
      {action && <div className="mt-6">{action}</div>}
    </div>
  );
}
