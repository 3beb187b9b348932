import type { CallOptions, Write } from "./caller.ts";
import { nothing } from "./caller.ts";
import type { Connection } from "./connection.ts";
import { type DomainRef, writeDomain } from "./domain-ref.ts";
import { procedure } from "./protocol.ts";
import type { RpcStream } from "./stream.ts";

/** virDomainConsoleFlags. */
const consoleFlags = { force: 1, safe: 2 } as const;

export type ConsoleOptions = CallOptions & {
  /** The device's alias ("serial0"); the domain's first console if not given. */
  device?: string;
  /** Ends the console of whoever holds it. */
  force?: boolean;
  /** Refuses where someone holds it, or where the driver cannot tell. */
  safe?: boolean;
};

/**
 * Opens a serial line or console of a running domain: what the guest writes comes out, what is written goes in. It ends without
 * an error when the domain goes off, and with a LibvirtError when somebody takes it over by force.
 *
 * Give each console a connection of its own and close that with it: while nobody reads, the whole connection stands still; and
 * while the guest does not take its input, the daemon reads nothing more of this client, not even pings or the stream's end.
 * @throws {LibvirtError} operationFailed where `safe` is asked for and someone holds it; operationInvalid where it is off
 */
export async function openConsole(connection: Connection, domain: DomainRef, options: ConsoleOptions = {}): Promise<RpcStream> {
  const flags = (options.force ? consoleFlags.force : 0) | (options.safe ? consoleFlags.safe : 0);
  const write: Write = (writer) => {
    writeDomain(writer, domain);
    writer.optional(options.device ?? null, (to, device) => to.string(device)).uint(flags);
  };
  const { stream } = await connection.openStream(procedure.domainOpenConsole, write, nothing, options);
  return stream;
}
