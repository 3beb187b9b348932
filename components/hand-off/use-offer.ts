import { useCallback, useEffect, useState } from "react";
import type { HandOff } from "#server/contract/hand-off.ts";
import type { Vm } from "#server/contract/vm.ts";
import { type ApiFailure, api, toFailure } from "../api.ts";

type Answer = { offer: HandOff | null; error: ApiFailure | null };

/** The ways into a machine; asked again when it goes on or off, and by `again`. */
export function useOffer({ id, state }: Vm): Answer & { again: () => void } {
  const [asked, setAsked] = useState(0);
  const [answer, setAnswer] = useState<Answer>({ offer: null, error: null });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the machine's state and `asked` are why it is asked again
  useEffect(() => {
    const over = new AbortController();
    api.get<HandOff>(`/api/vms/${id}/hand-off`, { signal: over.signal }).then(
      (offer) => setAnswer({ offer, error: null }),
      (thrown) => {
        if (!over.signal.aborted) setAnswer({ offer: null, error: toFailure(thrown) });
      },
    );
    return () => over.abort();
  }, [id, state, asked]);
  const again = useCallback(() => setAsked((times) => times + 1), []);
  return { ...answer, again };
}
