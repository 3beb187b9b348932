import { DeadlineError } from "./error.ts";

/**
 * Runs something of several steps with a signal that aborts with a DeadlineError after `deadlineMs`, or as `outer` does.
 * @param what names it in the error: "the screenshot"
 */
export async function withDeadline<T>(
  what: string,
  deadlineMs: number,
  outer: AbortSignal | undefined,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const own = new AbortController();
  const timer = setTimeout(() => own.abort(new DeadlineError(`${what} was not done within ${deadlineMs} ms`)), deadlineMs);
  try {
    return await run(outer ? AbortSignal.any([own.signal, outer]) : own.signal);
  } finally {
    clearTimeout(timer);
  }
}
