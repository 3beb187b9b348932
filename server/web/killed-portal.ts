import { readConfig } from "#server/config.ts";
import type { ApplyRequest } from "#server/contract/display-change.ts";
import { applyRequest } from "#server/contract/display-change.ts";
import { createLog } from "#server/log.ts";
import { openRuntime } from "./open-runtime.ts";

/** What the process is told to do. */
export type ChangeTask = { env: Record<string, string>; vm: string; personId: string; request: ApplyRequest };

// For tests: the portal without its pages, which begins a change and goes on until it is killed.
process.once("message", async ({ env, vm, personId, request }: ChangeTask) => {
  const { runtime } = await openRuntime(readConfig(env), createLog("tool", "warn"));
  while (!runtime.fleet.vm(vm)) await new Promise((resolve) => setTimeout(resolve, 20));
  const { id } = await runtime.changes.apply(vm, applyRequest.parse(request), personId);
  process.send?.(id);
});
