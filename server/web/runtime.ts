import type { Auth } from "#server/access/auth.ts";
import type { SignInGuard } from "#server/access/sign-in-guard.ts";
import type { Changes } from "#server/changes/changes.ts";
import type { Config } from "#server/config.ts";
import type { Host } from "#server/contract/host.ts";
import type { Person } from "#server/contract/person.ts";
import type { Vm, VmId } from "#server/contract/vm.ts";
import type { Fleet } from "#server/hypervisors/fleet.ts";
import type { Logger } from "#server/log.ts";
import type { Store } from "#server/store/open.ts";

/** Who is signed in, and with which sign-in. */
export type Session = { sessionId: string; person: Person };

/** What pages and API use of the fleet as it is. */
export type FleetCalls = Pick<Fleet, "hosts" | "power" | "screenshot" | "nativeView" | "serialLog" | "freshPassword" | "gpus" | "makeMdev">;

/** What pages and API use of the fleet. */
export type FleetView = FleetCalls & {
  vms(): Vm[];
  vm(id: VmId): Vm | undefined;
  subscribe(listener: (changes: { vms: Vm[]; gone: VmId[]; hosts: Host[] }) => void): () => void;
};

/** What the web process holds: made once by main.ts, read in Next's bundle through {@link runtime}. */
export type Runtime = {
  config: Config;
  log: Logger;
  store: Store;
  auth: Auth;
  signInGuard: SignInGuard;
  fleet: FleetView;
  changes: Changes;
  /** Aborted when the process ends, so that streams end with it. */
  closing: AbortSignal;
  /** Who a request's cookies stand for; null: nobody. */
  session(headers: Headers): Promise<Session | null>;
  /** Answers a request to the API; never throws. */
  answer(request: Request): Promise<Response>;
};

const KEY = Symbol.for("oriel.runtime");
const shared = globalThis as { [KEY]?: Runtime };

/** Makes the runtime known to Next's bundle, which shares this process but no module with it. */
export function shareRuntime(runtime: Runtime): void {
  shared[KEY] = runtime;
}

/** The process's runtime. */
export function runtime(): Runtime {
  const present = shared[KEY];
  if (!present) throw new Error("The portal's pages run inside server/web/main.ts only: npm start, or npm run dev.");
  return present;
}
