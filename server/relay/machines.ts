import type { Duplex } from "node:stream";
import type { VmId, VmState } from "#server/contract/vm.ts";
import type { DisplayAddress } from "#server/display/address.ts";

/** Where a running machine's display listens at this moment, and what it wants to hear. */
export type Display = {
  /** The number of this run of the machine: another after each start. */
  runtimeId: number;
  address: DisplayAddress;
  /** SPICE: the channels that listen elsewhere, by libvirt's names ("main", "display" ...). */
  channels: Readonly<Record<string, DisplayAddress>>;
  password: string | null;
};

/** A password that a display has just refused; null: it wanted one, and none was known. */
export type RefusedPassword = { password: string | null };

/** What the relay asks of the hypervisors. Each answer is libvirt's own, fresh. All throw OrielError. */
export type Machines = {
  /**
   * A display with a password that opens it now: a spent one is replaced first, and one that the display has `refused` as well.
   */
  display(vm: VmId, protocol: "vnc" | "spice", refused?: RefusedPassword): Promise<Display>;
  /** Which run of the machine this is (-1 while it is off), and its state. */
  runtime(vm: VmId): Promise<{ runtimeId: number; state: VmState }>;
  /** Opens a serial console; `takeOver` ends whoever holds it. */
  serial(vm: VmId, options: { device: number; takeOver: boolean }): Promise<Duplex>;
  /** Starts a machine that is off in such a way that its serial console has all that it ever says. */
  startedSerial(vm: VmId, options: { device: number }): Promise<{ stream: Duplex; runtimeId: number }>;
  close(): Promise<void>;
};
