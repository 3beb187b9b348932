import { useCallback, useEffect, useRef, useState } from "react";
import type { DisplayState } from "#server/contract/display-change.ts";
import { type ApiFailure, api, toFailure } from "../api.ts";

/** How often a change made elsewhere is looked for, in milliseconds; the live connection tells of some earlier. */
const AGAIN_MS = 10_000;

type Listener = (state: DisplayState) => void;

export type DisplaySource = {
  /** The first that was told; null: not yet. */
  first: DisplayState | null;
  /** Why the last question was not answered; null once one is. */
  failure: ApiFailure | null;
  /** Asks now. @throws {ApiFailure} */
  load: () => Promise<DisplayState>;
};

/**
 * What the server knows of a machine's displays: asked at first, every ten seconds while the page is in view, and whenever `hint` changes.
 * @param onTold called with each answer
 */
export function useDisplayState(id: string, hint: unknown, onTold: Listener): DisplaySource {
  const [first, setFirst] = useState<DisplayState | null>(null);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const listener = useRef(onTold);
  useEffect(() => {
    listener.current = onTold;
  });

  const load = useCallback(async () => {
    try {
      const state = await api.get<DisplayState>(`/api/vms/${id}/display`);
      setFirst((known) => known ?? state);
      setFailure(null);
      return state;
    } catch (thrown) {
      const failed = toFailure(thrown);
      setFailure(failed);
      throw failed;
    }
  }, [id]);

  const look = useCallback(() => void load().then((state) => listener.current(state), ignore), [load]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the hint is why it is asked again
  useEffect(look, [look, hint]);
  useEffect(() => {
    const timer = setInterval(() => document.visibilityState === "visible" && look(), AGAIN_MS);
    document.addEventListener("visibilitychange", look);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", look);
    };
  }, [look]);
  return { first, failure, load };
}

/** What failed is in `failure` already. */
function ignore(): void {}
