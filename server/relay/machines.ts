import type { Duplex } from "node:stream";
import type { VmId, VmState } from "#server/contract/vm.ts";
import type { DisplayAddress } from "#server/display/address.ts";

/** Where a running machine's display listens at this moment, and what it wants to hear. */
export type Display = {
  /** The number of this run of the machine: another after each start. */
  runtimeId: number;
  address: DisplayAddress;
  password: string | null;
};

/** What the relay asks of the hypervisors. Each answer is libvirt's own, fresh. All throw OrielError. */
export type Machines = {
  display(vm: VmId, protocol: "vnc" | "spice"): Promise<Display>;
  /** Which run of the machine this is (-1 while it is off), and its state. */
  runtime(vm: VmId): Promise<{ runtimeId: number; state: VmState }>;
  /** Opens the serial console; `takeOver` ends whoever holds it. */
  serial(vm: VmId, options: { takeOver: boolean }): Promise<Duplex>;
  close(): Promise<void>;
};
