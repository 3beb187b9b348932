import { readConfig } from "#server/config.ts";
import { hostname } from "#server/libvirt/host.ts";
import { hypervisorsOf } from "../default-uri.ts";
import { Hypervisor } from "../hypervisor.ts";

/** Run as another user by default-uri.integration.test.ts: prints the hypervisor that is taken by default, once it answers. */
for (const uri of await hypervisorsOf(readConfig())) {
  const connection = await new Hypervisor(uri).connect();
  console.log(JSON.stringify({ uri, hostname: await hostname(connection) }));
  connection.close();
}
