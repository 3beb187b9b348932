import { Connection } from "#server/libvirt/connection.ts";
import type { Dialer } from "#server/libvirt/dialer.ts";
import { libVersion } from "#server/libvirt/host.ts";
import type { HypervisorUri } from "#server/libvirt/uri.ts";
import { dialerFor } from "./dialer.ts";
import { GuestCalls } from "./guest-calls.ts";
import { ConnectionPool } from "./pool.ts";

/** Milliseconds within which a hypervisor that is well opens a connection, also a slow one under load. */
const OPEN_DEADLINE_MS = 4_000;
/** Milliseconds within which a connection that was kept answers, if it works. */
const CHECK_DEADLINE_MS = 1_500;

/**
 * The way to one hypervisor. Connections are parted by what may hang on them, so that nothing holds up anything else; each is opened when
 * first used and opened anew after it was lost. Making one costs nothing.
 */
export class Hypervisor {
  readonly uri: HypervisorUri;
  readonly dialer: Dialer;
  /** Questions that the daemon answers by itself, no guest asked: XML, state. */
  readonly reads: ConnectionPool<Connection>;
  /** Turns and hangs of the calls that wait for a guest: those of the next two pools. */
  readonly guestCalls = new GuestCalls();
  /** Changes: any of them may hang with its guest, so each has a connection of its own. */
  readonly changes: ConnectionPool<Connection>;
  /** Pictures of screens, which hang with their guests too. */
  readonly screenshots: ConnectionPool<Connection>;
  /** Guest addresses: agents may take seconds to answer. */
  readonly addresses: ConnectionPool<Connection>;

  constructor(uri: HypervisorUri) {
    this.uri = uri;
    this.dialer = dialerFor(uri);
    const pool = (size: number) =>
      new ConnectionPool({
        size,
        open: (signal) => this.connect({ signal, maxInFlight: 1 }),
        check: (connection, signal) => libVersion(connection, { signal, deadlineMs: CHECK_DEADLINE_MS }),
      });
    this.reads = pool(4);
    this.changes = pool(16);
    this.screenshots = pool(2);
    this.addresses = pool(1);
  }

  /** Short name in ids and addresses. */
  get key(): string {
    return this.uri.key;
  }

  /**
   * Opens a connection of the caller's own; the caller closes it. For one that writes to a console, `keepalive: false`.
   * @throws {LinkError} {@link LibvirtError} {@link DeadlineError}
   */
  connect(options: { signal?: AbortSignal; keepalive?: false; maxInFlight?: number } = {}): Promise<Connection> {
    return Connection.open({ dialer: this.dialer, name: this.uri.name, deadlineMs: OPEN_DEADLINE_MS, ...options });
  }

  /** Closes every connection but those that {@link connect} gave away. */
  close(): void {
    for (const pool of [this.reads, this.changes, this.screenshots, this.addresses]) pool.close();
  }
}
