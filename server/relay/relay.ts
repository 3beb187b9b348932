import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { lockOver } from "#server/access/lease.ts";
import type { Config } from "#server/config.ts";
import { OrielError } from "#server/errors.ts";
import type { Logger } from "#server/log.ts";
import { ServedCertificate } from "#server/tls/served-certificate.ts";
import { AccessClient } from "./access-client.ts";
import { answerErrorOnSocket } from "./answer-error.ts";
import { TrustedProxies } from "./client-address.ts";
import { ConsoleServer } from "./console-server.ts";
import { createFrontDoor } from "./front-door.ts";
import { hypervisorMachines } from "./hypervisor-machines.ts";
import { reloadSocket } from "./reload-socket.ts";
import { WebProxy } from "./web-proxy.ts";

/** How long answers under way may take when the relay ends, in milliseconds. */
const FINISH_MS = 1_000;

export type RelayOptions = {
  config: Config;
  log: Logger;
  /** This relay's own id in the records. */
  id: string;
  /** Where web listens. */
  webSocketPath: string;
  hypervisors: Config["hypervisors"];
  /** The origins whose pages may open consoles, once the port is known. */
  originsAt(port: number): readonly string[];
};

export type Relay = {
  /** Where the front door listens. */
  address: { host: string; port: number };
  /** Stops accepting, ends every console with 1012, and returns when their ends are on record. */
  close(): Promise<void>;
};

/**
 * Opens the portal's port.
 * @throws {NodeJS.ErrnoException} where it cannot be had: EADDRINUSE, EACCES ...
 */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const { config, log } = options;
  let consoles: ConsoleServer | null = null;
  let origins: readonly string[] = [];
  const certificate = config.tls && (await ServedCertificate.open({ config: { ...config, tls: config.tls }, log }));
  const web = new WebProxy(options.webSocketPath, log);
  const server = createFrontDoor({
    basePath: config.basePath,
    proxies: new TrustedProxies(config.trustedProxies),
    web,
    ...(certificate && { tls: { certificate, origins: () => origins } }),
    ...(config.dev && { reload: reloadSocket(options.webSocketPath) }),
    upgrade: (request, socket, head, client) => {
      if (consoles) consoles.handle(request, socket, head, client.address);
      else answerErrorOnSocket(socket, new OrielError("restarting"));
    },
  });
  const { port } = await listen(server, config.listen);
  origins = options.originsAt(port);
  const access = new AccessClient({
    config: { ...config, listen: { ...config.listen, port } },
    relay: options.id,
    log,
    onRevoked: (found) => {
      for (const { id, code } of found) consoles?.live.end([id], code);
    },
  });
  const machines = hypervisorMachines({
    uris: options.hypervisors,
    authorities: config.displayAuthorities,
    lock: lockOver({ acquire: access.acquireLease, release: access.releaseLease }),
  });
  await access.ready;
  consoles = new ConsoleServer({ access, machines, log, origins: new Set(origins), openingPerAddress: config.limits.consolesPerAddress });
  const opened = consoles;
  const close = async () => {
    certificate?.close();
    const closed = stopAccepting(server);
    await opened.close();
    await access.close();
    await machines.close();
    await Promise.race([closed, sleep(FINISH_MS)]);
    server.closeAllConnections();
    web.close();
  };
  return { address: { host: config.listen.host, port }, close };
}

function listen(server: Server, { host, port }: Config["listen"]): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ host: host === "" ? undefined : host, port }, () => {
      server.off("error", reject);
      resolve(server.address() as AddressInfo);
    });
  });
}

async function stopAccepting(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  await closed;
}
