import { useCallback, useEffect, useRef, useState } from "react";
import type { DisplayChange, DisplayPlan } from "#server/contract/display-plan.ts";
import { type ApiFailure, api, toFailure } from "../api.ts";

/** How long a person must have stopped for, in milliseconds, before the server is asked. */
const REST = 300;

export type PlanView = {
  /** The last plan; null: there is nothing to plan, or none came yet. */
  plan: DisplayPlan | null;
  /** Whether the plan is of what the form shows now. */
  current: boolean;
  failure: ApiFailure | null;
  retry: () => void;
};

type Answer = { of: string; plan: DisplayPlan | null; failure: ApiFailure | null };

/**
 * What would become of the edits, asked from the server as the person edits.
 * @param change null: nothing was edited
 * @param onStale the definition is another one by now
 */
export function usePlan(id: string, change: DisplayChange | null, onStale: () => void): PlanView {
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [tries, setTries] = useState(0);
  const stale = useRef(onStale);
  useEffect(() => {
    stale.current = onStale;
  });
  const asked = change && JSON.stringify(change);
  // biome-ignore lint/correctness/useExhaustiveDependencies: tries is why it is asked again
  useEffect(() => {
    if (asked === null) return setAnswer(null);
    const over = new AbortController();
    const timer = setTimeout(() => {
      api.post<DisplayPlan>(`/api/vms/${id}/display/plan`, JSON.parse(asked), { signal: over.signal }).then(
        (plan) => setAnswer({ of: asked, plan, failure: null }),
        (thrown) => {
          if (over.signal.aborted) return;
          const failure = toFailure(thrown);
          if (failure.code === "definition-changed") stale.current();
          setAnswer((before) => ({ of: asked, plan: before?.plan ?? null, failure }));
        },
      );
    }, REST);
    return () => {
      clearTimeout(timer);
      over.abort();
    };
  }, [id, asked, tries]);
  const retry = useCallback(() => setTries((count) => count + 1), []);
  if (asked === null || answer === null) return { plan: null, current: asked === null, failure: null, retry };
  const current = answer.of === asked;
  return { plan: answer.plan, current: current && answer.failure === null, failure: current ? answer.failure : null, retry };
}
