import { type Caller, type CallOptions, nothing } from "./caller.ts";
import { LinkError } from "./error.ts";
import { procedure } from "./protocol.ts";

/** remote_auth_type. */
const authType = { none: 0, sasl: 1, polkit: 2 } as const;

/** REMOTE_AUTH_TYPE_LIST_MAX. */
const AUTH_TYPES_MAX = 20;

/**
 * Does what the daemon asks for before it takes other calls: nothing, or polkit, which asks the system whether this
 * process's user may manage machines.
 * @throws {LinkError} where it wants something else
 * @throws {LibvirtError} where polkit says no
 */
export async function authenticate(caller: Caller, options: CallOptions): Promise<void> {
  const types = await caller.call(procedure.authList, undefined, (reader) => reader.array(AUTH_TYPES_MAX, (item) => item.int()), options);
  if (types.length === 0 || types.includes(authType.none)) return;
  if (!types.includes(authType.polkit)) throw new LinkError("the daemon wants an authentication other than polkit (auth_unix_rw)");
  await caller.call(procedure.authPolkit, undefined, nothing, options);
}
