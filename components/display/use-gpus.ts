import { useCallback, useEffect, useState } from "react";
import type { GpuInventory } from "#server/contract/gpu.ts";
import { type ApiFailure, api, toFailure } from "../api.ts";

export type Gpus = { inventory: GpuInventory | null; failure: ApiFailure | null; load: () => void };

/** The GPUs of a host; asked once `wanted`. */
export function useGpus(host: string, wanted: boolean): Gpus {
  const [inventory, setInventory] = useState<GpuInventory | null>(null);
  const [failure, setFailure] = useState<ApiFailure | null>(null);
  const load = useCallback(() => {
    api.get<GpuInventory>(`/api/hosts/${host}/gpus`).then(
      (answer) => {
        setInventory(answer);
        setFailure(null);
      },
      (thrown) => setFailure(toFailure(thrown)),
    );
  }, [host]);
  useEffect(() => (wanted ? load() : undefined), [wanted, load]);
  return { inventory, failure, load };
}
