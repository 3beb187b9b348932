import { type CallOptions, nothing } from "./caller.ts";
import type { Connection } from "./connection.ts";
import { type DomainRef, readDomain } from "./domain-ref.ts";
import { LinkError } from "./error.ts";
import { procedure } from "./protocol.ts";
import type { XdrReader } from "./xdr.ts";

/** What a domain's events tell, by kind. Numbers are the enums of libvirt-domain.h, named in each comment. */
export type DomainEventMap = {
  /** virDomainEventType and the detail that belongs to it; {@link lifecycleEvent} names the types. */
  lifecycle: { domain: DomainRef; event: number; detail: number };
  /** The guest rebooted. */
  reboot: { domain: DomainRef };
  /** A viewer connected (0), signed in (1) or left (2): virDomainEventGraphicsPhase. */
  graphics: { domain: DomainRef; phase: number; local: GraphicsAddress; remote: GraphicsAddress; authScheme: string };
  /** The connection to the guest's QEMU is broken. */
  "control-error": { domain: DomainRef };
  /** The guest's memory was changed to this many KiB. */
  "balloon-change": { domain: DomainRef; memoryKiB: number };
  "device-added": { domain: DomainRef; alias: string };
  "device-removed": { domain: DomainRef; alias: string };
  "device-removal-failed": { domain: DomainRef; alias: string };
  /** The guest agent connected (1) or disconnected (2): virConnectDomainEventAgentLifecycleState. */
  "agent-lifecycle": { domain: DomainRef; state: number; reason: number };
  /** A description (0), title (1) or custom element (2) changed: virDomainMetadataType. */
  "metadata-change": { domain: DomainRef; type: number; namespace: string | null };
};
export type DomainEventKind = keyof DomainEventMap;

/** virDomainEventGraphicsAddress: family 0 IPv4, 1 IPv6, 2 unix. */
export type GraphicsAddress = { family: number; node: string; service: string };

/** virDomainEventType. */
export const lifecycleEvent = {
  defined: 0,
  undefined: 1,
  started: 2,
  suspended: 3,
  resumed: 4,
  stopped: 5,
  shutdown: 6,
  pmsuspended: 7,
  crashed: 8,
} as const;

type Row<Kind extends DomainEventKind> = {
  /** virDomainEventID. */
  id: number;
  /** The procedure of its messages. */
  message: number;
  /** Reads what stands behind the callback's id. */
  read: (reader: XdrReader) => DomainEventMap[Kind];
};

const domainAlone = (reader: XdrReader) => ({ domain: readDomain(reader) });
const domainAndAlias = (reader: XdrReader) => ({ domain: readDomain(reader), alias: reader.string() });

const table: { [Kind in DomainEventKind]: Row<Kind> } = {
  lifecycle: {
    id: 0,
    message: procedure.eventLifecycle,
    read: (reader) => ({ domain: readDomain(reader), event: reader.int(), detail: reader.int() }),
  },
  reboot: { id: 1, message: procedure.eventReboot, read: domainAlone },
  graphics: { id: 5, message: procedure.eventGraphics, read: readGraphics },
  "control-error": { id: 7, message: procedure.eventControlError, read: domainAlone },
  "balloon-change": {
    id: 13,
    message: procedure.eventBalloonChange,
    read: (reader) => ({ domain: readDomain(reader), memoryKiB: Number(reader.uhyper()) }),
  },
  "device-removed": { id: 15, message: procedure.eventDeviceRemoved, read: domainAndAlias },
  "agent-lifecycle": {
    id: 18,
    message: procedure.eventAgentLifecycle,
    read: (reader) => ({ domain: readDomain(reader), state: reader.int(), reason: reader.int() }),
  },
  "device-added": { id: 19, message: procedure.eventDeviceAdded, read: domainAndAlias },
  "device-removal-failed": { id: 22, message: procedure.eventDeviceRemovalFailed, read: domainAndAlias },
  "metadata-change": {
    id: 23,
    message: procedure.eventMetadataChange,
    read: (reader) => ({ domain: readDomain(reader), type: reader.int(), namespace: reader.optional((text) => text.string()) }),
  },
};

/**
 * Listens to one kind of event of all domains, until the connection ends. Events that the daemon sends before its answer
 * are delivered too.
 * @returns stops listening and tells the daemon so
 * @throws {LibvirtError} noSupport where the driver has no such events
 */
export async function onDomainEvent<Kind extends DomainEventKind>(
  connection: Connection,
  kind: Kind,
  listener: (event: DomainEventMap[Kind]) => void,
  options?: CallOptions,
): Promise<() => Promise<void>> {
  const row: Row<Kind> = table[kind];
  let own: number | undefined;
  const stop = connection.onMessage(row.message, (reader) => {
    const callback = reader.int();
    if (own === undefined || own === callback) listener(row.read(reader));
  });
  try {
    const allDomains = null;
    own = await connection.call(
      procedure.domainEventRegister,
      (writer) => writer.int(row.id).optional(allDomains, () => {}),
      (reader) => reader.int(),
      options,
    );
  } catch (error) {
    stop();
    throw error;
  }
  const id = own;
  return async () => {
    stop();
    await connection.call(procedure.domainEventDeregister, (writer) => writer.int(id), nothing, options).catch(unlessLinkLost);
  };
}

/** A daemon forgets the registrations of a connection that is gone. */
function unlessLinkLost(error: unknown): void {
  if (!(error instanceof LinkError)) throw error;
}

/** Phase, both addresses, the scheme; a list of the viewer's identities follows and is left out. */
function readGraphics(reader: XdrReader): DomainEventMap["graphics"] {
  const domain = readDomain(reader);
  return {
    domain,
    phase: reader.int(),
    local: readAddress(reader),
    remote: readAddress(reader),
    authScheme: reader.string(),
  };
}

function readAddress(reader: XdrReader): GraphicsAddress {
  return { family: reader.int(), node: reader.string(), service: reader.string() };
}
