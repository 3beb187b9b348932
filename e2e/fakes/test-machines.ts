import { connect } from "node:net";
import { Connection } from "#server/libvirt/connection.ts";
import { createDomainXml, destroyDomain } from "#server/libvirt/lifecycle.ts";

/** Machines of libvirt's test driver: no guest, but a display wherever their XML says. */
export type TestMachines = {
  /** Starts a machine whose VNC display is said to listen on a port. */
  start(name: string, uuid: string, port: number): Promise<{ stop(): Promise<void> }>;
  close(): void;
};

/** The test driver forgets its machines with its last connection, so this holds one. */
export async function openTestMachines(socket: string): Promise<TestMachines> {
  const dialer = {
    dial: () =>
      new Promise<ReturnType<typeof connect>>((resolve, reject) => {
        const stream = connect(socket, () => resolve(stream)).once("error", reject);
      }),
  };
  const connection = await Connection.open({ dialer, name: "test:///default" });
  return {
    start: async (name, uuid, port) => {
      const domain = await createDomainXml(connection, xml(name, uuid, port));
      return { stop: () => destroyDomain(connection, domain) };
    },
    close: () => connection.close(),
  };
}

function xml(name: string, uuid: string, port: number): string {
  return `<domain type='test'><name>${name}</name><uuid>${uuid}</uuid><memory>65536</memory><os><type>hvm</type></os><devices>
    <graphics type='vnc' port='${port}' autoport='no' listen='127.0.0.1'><listen type='address' address='127.0.0.1'/></graphics>
  </devices></domain>`;
}
