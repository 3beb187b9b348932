import { startPrivateLibvirtd } from "#demo/libvirtd.ts";
import { Machines } from "#server/hypervisors/machines.ts";
import { Connection } from "#server/libvirt/connection.ts";
import { createDomain, defineDomain } from "#server/libvirt/lifecycle.ts";
import { unixDialer } from "#server/libvirt/transports/unix.ts";
import { inTurns, rowOf } from "./figures.ts";
import type { BenchRow } from "./row.ts";

const DOMAINS = 500;
const ROUNDS = 15;

/**
 * Listing 500 domains, half of them running, all with VNC: connecting, listing, every domain's state and XML with the graphics read from it,
 * as the portal does it; beside `virsh list --all` plus `virsh domstats --state`, which together tell less.
 */
export async function listBench(): Promise<BenchRow[]> {
  const daemon = await startPrivateLibvirtd();
  const connect = () => Connection.open({ dialer: unixDialer([daemon.socket]), name: "test:///default" });
  // The test driver forgets its domains when its last connection closes.
  const keeper = await connect();
  const uri = daemon.uriFor("test:///default");
  const sides = {
    ours: async () => {
      const connection = await connect();
      const graphics = await listGraphics(connection);
      connection.close();
      if (graphics !== DOMAINS) throw new Error(`found ${graphics} displays, not ${DOMAINS}`);
    },
    peer: async () => {
      await daemon.virsh(["list", "--all"], { uri });
      await daemon.virsh(["domstats", "--state"], { uri });
    },
  };
  try {
    await defineDomains(keeper);
    const measured = await inTurns(ROUNDS, async (side) => {
      const since = performance.now();
      await sides[side]();
      return performance.now() - since;
    });
    return [rowOf({ name: `libvirt: list ${DOMAINS} machines with state and graphics`, unit: "ms", target: 1 }, measured)];
  } finally {
    keeper.close();
    await daemon.stop();
  }
}

async function listGraphics(connection: Connection): Promise<number> {
  let found = 0;
  const machines = new Machines((_uuid, _before, now) => {
    found += now?.facts.graphics.filter(({ type }) => type === "vnc").length ?? 0;
  });
  await machines.list(connection);
  return found;
}

async function defineDomains(connection: Connection): Promise<void> {
  const define = async (index: number) => {
    const domain = await defineDomain(connection, domainXml(index));
    if (index % 2 === 0) await createDomain(connection, domain);
  };
  await Promise.all(Array.from({ length: DOMAINS }, (_, index) => define(index)));
}

function domainXml(index: number): string {
  return `<domain type='test'>
    <name>machine-${index}</name><title>Machine ${index}</title><memory unit='MiB'>256</memory><vcpu>2</vcpu>
    <os><type>hvm</type><boot dev='hd'/></os>
    <devices>
      <disk type='file' device='disk'><source file='/images/machine-${index}.qcow2'/><target dev='vda' bus='virtio'/></disk>
      <interface type='network'><source network='default'/><model type='virtio'/></interface>
      <serial type='pty'/>
      <input type='tablet' bus='usb'/>
      <graphics type='vnc' port='${5900 + index}' autoport='no' listen='127.0.0.1' passwd='sesame'/>
      <video><model type='vga'/></video>
    </devices>
  </domain>`;
}

if (import.meta.main) console.table(await listBench());
