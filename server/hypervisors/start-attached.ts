import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { OrielError } from "#server/errors.ts";
import type { Connection } from "#server/libvirt/connection.ts";
import type { DomainRef } from "#server/libvirt/domain-ref.ts";
import { lookupByUuid } from "#server/libvirt/domains.ts";
import { errorCode, LibvirtError } from "#server/libvirt/error.ts";
import { createDomain, resumeDomain } from "#server/libvirt/lifecycle.ts";
import type { Hypervisor } from "./hypervisor.ts";
import { refusal } from "./refusal.ts";
import { openSerial } from "./serial.ts";

const START_DEADLINE_MS = 120_000;
const RESUME_DEADLINE_MS = 15_000;
/** Milliseconds to wait for a connection to make a change on. */
const CONNECT_MS = 5_000;
/**
 * Milliseconds until QEMU has noticed that its line is opened. One from before August 2023 ("chardev/char-pty: Avoid losing bytes when the
 * other side just (re-)connected") looks once a second, and throws away what the machine says until it has looked.
 */
const NOTICED_MS = 1_200;

/**
 * Starts a machine that is off so that its serial line is heard from the first byte: it is started paused, the line is opened, and only
 * then it runs. Where the line cannot be opened it runs all the same.
 * @throws {OrielError} busy where it was started by somebody else meanwhile; libvirt-failed with libvirt's words where it does not start;
 * others as {@link openSerial} does
 */
export async function startAttached(
  hypervisor: Hypervisor,
  uuid: string,
  { device }: { device: number },
): Promise<{ stream: Duplex; runtimeId: number }> {
  const domain = await startPaused(hypervisor, uuid);
  let stream: Duplex | undefined;
  try {
    stream = await openSerial(hypervisor, uuid, { device, takeOver: false });
    await sleep(NOTICED_MS);
  } finally {
    await resume(hypervisor, domain).catch((error) => {
      stream?.destroy();
      throw error;
    });
  }
  return { stream, runtimeId: domain.id };
}

function startPaused(hypervisor: Hypervisor, uuid: string): Promise<DomainRef> {
  return change(hypervisor, uuid, START_DEADLINE_MS, async (connection, deadlineMs) => {
    const domain = await lookupByUuid(connection, uuid, { deadlineMs: CONNECT_MS });
    return createDomain(connection, domain, { paused: true, deadlineMs }).catch((error) => {
      if (error instanceof LibvirtError && error.code === errorCode.operationInvalid) throw new OrielError("busy", error.message);
      throw error;
    });
  });
}

function resume(hypervisor: Hypervisor, domain: DomainRef): Promise<void> {
  return change(hypervisor, domain.uuid, RESUME_DEADLINE_MS, (connection, deadlineMs) => resumeDomain(connection, domain, { deadlineMs }));
}

async function change<T>(
  { changes, guestCalls }: Hypervisor,
  uuid: string,
  deadlineMs: number,
  make: (connection: Connection, deadlineMs: number) => Promise<T>,
): Promise<T> {
  try {
    return await changes.run(
      (connection) => guestCalls.make(uuid, connection, () => make(connection, deadlineMs)),
      AbortSignal.timeout(CONNECT_MS),
    );
  } catch (error) {
    throw refusal(error);
  }
}
