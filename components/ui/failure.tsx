"use client";

import { useMessages } from "next-intl";
import type { ApiError } from "#server/contract/error.ts";
import { cx } from "./cx.ts";
import { Details } from "./details.tsx";

type ErrorLike = Pick<ApiError, "code" | "message" | "action"> & { details?: string | undefined };

/** What happened and what to do, in the person's language; the server's own words where the code is not known here. */
export function useErrorText(): (error: ErrorLike) => { message: string; action: string } {
  const { errors } = useMessages();
  return ({ code, message, action }) => errors[code] ?? (message ? { message, action } : (errors.internal ?? { message, action }));
}

/** An error in the page: what happened, what to do, and the technical facts behind a fold. */
export function Failure({ error, className }: { error: ErrorLike; className?: string }) {
  const { message, action } = useErrorText()(error);
  return (
    <div role="alert" className={cx("text-body", className)}>
      <p className="font-medium">{message}</p>
      <p className="text-ink-quiet">{action}</p>
      {error.details && <Details text={error.details} />}
    </div>
  );
}
