import { authOf, sessionOf } from "#server/access/auth.ts";
import { createSignInGuard } from "#server/access/sign-in-guard.ts";
import type { Config } from "#server/config.ts";
import { hypervisorsOf } from "#server/hypervisors/default-uri.ts";
import { Fleet } from "#server/hypervisors/fleet.ts";
import type { Logger } from "#server/log.ts";
import { openStore } from "#server/store/open.ts";
import { answer } from "./api/answer.ts";
import type { Runtime } from "./runtime.ts";

/** Opens the store and the hypervisors and builds what pages and API work with. `close` first ends the streams. */
export async function openRuntime(config: Config, log: Logger): Promise<{ runtime: Runtime; close(): Promise<void> }> {
  const closing = new AbortController();
  const store = await openStore(config.stateDir);
  const auth = await authOf(store, config, log);
  const fleet = new Fleet(await hypervisorsOf(config), { log });
  const runtime: Runtime = {
    config,
    log,
    store,
    auth,
    signInGuard: createSignInGuard(store),
    fleet,
    closing: closing.signal,
    session: (headers) => sessionOf(auth, headers),
    answer: (request) => answer(runtime, request),
  };
  const close = async () => {
    closing.abort();
    await fleet.close();
    await store.close();
  };
  return { runtime, close };
}
