import type { Duplex } from "node:stream";
import { OrielError } from "#server/errors.ts";
import type { CallOptions } from "#server/libvirt/caller.ts";
import type { Connection } from "#server/libvirt/connection.ts";
import { openConsole } from "#server/libvirt/console.ts";
import { errorCode, LibvirtError } from "#server/libvirt/error.ts";
import { liveDomain } from "./display.ts";
import type { Hypervisor } from "./hypervisor.ts";
import { refusal } from "./refusal.ts";
import { isOpenable } from "./serial-lines.ts";

/** Milliseconds for connecting, asking and opening together. */
const DEADLINE_MS = 4_500;

export type SerialOptions = {
  /** Which of the lines that can be opened, from 0 in the order of the XML. */
  device: number;
  /** Ends the console of whoever holds it. */
  takeOver: boolean;
};

/**
 * Opens a running machine's serial console on a connection of its own, which closes with the stream. The stream ends when the machine goes
 * off, when somebody takes the console over, and with an error when the hypervisor is lost.
 * @throws {OrielError} console-held with what libvirt says; machine-unknown; machine-off; no-such-display; host-unreachable; host-refused
 */
export async function openSerial(hypervisor: Hypervisor, uuid: string, options: SerialOptions): Promise<Duplex> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  try {
    // A guest that does not read stops the daemon from reading this connection: silence on it means nothing.
    const connection = await hypervisor.connect({ signal, keepalive: false });
    try {
      const stream = await open(connection, uuid, options, { signal });
      stream.once("close", () => connection.close());
      return stream;
    } catch (error) {
      connection.close();
      throw error;
    }
  } catch (error) {
    throw refusal(error);
  }
}

async function open(connection: Connection, uuid: string, { device, takeOver }: SerialOptions, call: CallOptions): Promise<Duplex> {
  const { domain, facts } = await liveDomain(connection, uuid, call);
  const lines = facts.serials.filter(isOpenable);
  const found = lines[device];
  if (!found?.alias) throw new OrielError("no-such-display", whyNone(facts.serials.length, lines.length));
  try {
    return await openConsole(connection, domain, { ...call, device: found.alias, safe: !takeOver, force: takeOver });
  } catch (error) {
    const held = error instanceof LibvirtError && error.code === errorCode.operationFailed && !takeOver;
    throw held ? new OrielError("console-held", error.message, { cause: error }) : error;
  }
}

function whyNone(all: number, openable: number): string {
  if (openable > 0) return `The machine has no more than ${openable} serial consoles that can be opened.`;
  if (all === 0) return "The machine has no serial console.";
  return "None of the machine's serial consoles is of the type 'pty', the only one that libvirt can open.";
}

/**
 * Whether the error with which a serial stream broke off says that libvirt ended it while the connection stood: for a running machine,
 * because somebody took the console over ("stream had I/O failure"). A lost hypervisor breaks it otherwise, and a machine that goes off ends
 * the stream without an error.
 */
export function endedByLibvirt(error: unknown): boolean {
  return error instanceof LibvirtError;
}
