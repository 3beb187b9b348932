import type { DisplayOptions } from "#server/contract/display-options.ts";
import type { CallOptions } from "#server/libvirt/caller.ts";
import type { Connection } from "#server/libvirt/connection.ts";
import { domainXml, lookupByUuid } from "#server/libvirt/domains.ts";
import { LibvirtError } from "#server/libvirt/error.ts";
import { domainCapabilities, hostname, hypervisorVersion, libVersion } from "#server/libvirt/host.ts";
import { listNetworks } from "#server/libvirt/networks.ts";
import { claimsOfAll, type MachineClaims } from "../claims-of-all.ts";
import type { Hypervisor } from "../hypervisor.ts";
import { isThisMachine, ownAddresses } from "../local-host.ts";
import type { Machine } from "../machine.ts";
import { refusal } from "../refusal.ts";
import { type DeviceCapabilities, deviceCapabilities, NOTHING_TOLD } from "./capabilities.ts";
import { channelTypes, choices, knownSerialTargets, knownSoundModels } from "./device-choices.ts";
import { type GuestKind, guestKind } from "./guest-kind.ts";
import { keymapsOf } from "./keymaps.ts";

/** Milliseconds for everything: libvirt may have to ask a QEMU that it has not met what it can do, which takes seconds. */
const DEADLINE_MS = 30_000;

/** remote_display_port_min and _max of libvirt's qemu.conf where nothing is set; libvirt tells nobody what is. */
const AUTO_PORTS = { min: 5900, max: 65_535 };

/**
 * What a machine on its host can be given.
 * @param machines all of the host's, as last seen
 * @throws {OrielError} machine-unknown, host-unreachable, host-refused, libvirt-failed
 */
export async function readDisplayOptions(hypervisor: Hypervisor, uuid: string, machines: readonly Machine[]): Promise<DisplayOptions> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  try {
    return await hypervisor.reads.run((connection) => ask(connection, uuid, machines, { signal, deadlineMs: DEADLINE_MS }), signal);
  } catch (error) {
    throw refusal(error);
  }
}

async function ask(connection: Connection, uuid: string, machines: readonly Machine[], options: CallOptions): Promise<DisplayOptions> {
  const domain = await lookupByUuid(connection, uuid, options);
  const { virtType, emulator, ...guest } = guestKind(await domainXml(connection, domain, { ...options, inactive: true }));
  const told = await capabilitiesOf(connection, { ...guest, virtType, emulator }, options);
  const libvirtVersion = await untold(libVersion(connection, options));
  const version = { arch: guest.arch, libvirtVersion, hypervisorVersion: await untold(hypervisorVersion(connection, options)) };
  const isLocal = isThisMachine((await untold(hostname(connection, options))) ?? "");
  const networks = (await untold(listNetworks(connection, options))) ?? [];
  return {
    ...guest,
    ...choices(told),
    soundModels: told.soundModels ?? knownSoundModels(version),
    serialTargets: knownSerialTargets(guest.arch),
    channelTypes: channelTypes(told.channelTypes, version),
    keymaps: await keymapsOf(isLocal),
    addresses: isLocal ? ownAddresses() : [],
    networks: networks.map(({ name }) => name).sort(),
    takenPorts: takenPorts(await claimsOfAll(connection, machines, options), uuid),
    autoPorts: AUTO_PORTS,
  };
}

/** A driver that has no domain capabilities, or none for this kind of machine, tells nothing. */
async function capabilitiesOf(
  connection: Connection,
  { arch, machineType, virtType, emulator }: GuestKind,
  options: CallOptions,
): Promise<DeviceCapabilities> {
  const of = {
    ...(emulator !== null && { emulator }),
    ...(arch !== "" && { arch }),
    ...(machineType !== "" && { machine: machineType }),
    ...(virtType !== "" && { virtType }),
  };
  const xml = await untold(domainCapabilities(connection, { ...options, ...of }));
  return xml === null ? NOTHING_TOLD : deviceCapabilities(xml);
}

/** Null where libvirt answers that it cannot tell. */
async function untold<T>(answer: Promise<T>): Promise<T | null> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof LibvirtError) return null;
    throw error;
  }
}

/** Ports that other machines hold or will, each once for each machine. */
function takenPorts(all: readonly MachineClaims[], uuid: string): DisplayOptions["takenPorts"] {
  const others = all.filter((machine) => machine.uuid !== uuid);
  return others.flatMap(({ name, next, now }) => [...new Set([...next.ports, ...now.ports])].map((port) => ({ port, machine: name })));
}
