import { existsSync, readFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { fileURLToPath } from "node:url";
import createNext from "next";
import { type Config, ConfigError, originsOf } from "#server/config.ts";
import type { Logger } from "#server/log.ts";
import { setSecurityHeaders } from "./security-headers.ts";

const projectDir = fileURLToPath(new URL("../..", import.meta.url));
const manifest = new URL("../../.next/required-server-files.json", import.meta.url);

/** Longer than the front door keeps a connection idle, so that it is never web that closes one which is about to be used. */
const KEEP_ALIVE_MS = 120_000;

/** Next, hosted: an HTTP server that does not listen yet, and how to end it. */
export type Host = { server: Server; close(): Promise<void> };

/**
 * Prepares Next behind an HTTP server that sets the security headers. In production no upgraded connection reaches Next:
 * the relay answers those, and one that comes here is cut. `next dev` needs one, for its reload socket.
 * @throws {ConfigError} where the build is missing or was made for another base path
 */
export async function hostNext(config: Config, log: Logger): Promise<Host> {
  if (!config.dev) mustBeBuiltFor(config.basePath);
  const server = createServer({ requestTimeout: 60_000, keepAliveTimeout: KEEP_ALIVE_MS });
  const app = createNext({
    dev: config.dev,
    dir: projectDir,
    hostname: config.listen.host,
    port: config.listen.port,
    httpServer: config.dev ? server : createServer(),
    quiet: !config.dev,
  });
  await app.prepare();
  const render = app.getRequestHandler();
  const headers = { origins: originsOf(config), basePath: config.basePath, dev: config.dev };
  server.on("request", (request: IncomingMessage, response: ServerResponse) => {
    setSecurityHeaders(request, response, headers);
    render(request, response).catch((error: unknown) => {
      log.error({ err: error, path: request.url }, "a request failed");
      if (!response.headersSent) response.statusCode = 500;
      response.end();
    });
  });
  if (!config.dev) server.on("upgrade", (_request, socket) => socket.destroy());
  return { server, close: () => closeHost(server, () => app.close()) };
}

/** The base path is part of a build: pages of another one would load nothing. */
function mustBeBuiltFor(basePath: string): void {
  const madeFor = existsSync(manifest) ? JSON.parse(readFileSync(manifest, "utf8")).config.basePath : null;
  if (madeFor === basePath) return;
  const found = madeFor === null ? "The pages are not built" : `The pages are built for ORIEL_BASE_PATH="${madeFor}", not "${basePath}"`;
  throw new ConfigError(`${found}: npm start builds them, and so does npm run build with the same ORIEL_BASE_PATH.`);
}

/** Lets answers under way finish for 3 s, then cuts what is left. */
async function closeHost(server: Server, closeNext: () => Promise<void>): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), 3_000);
  if (server.listening) await new Promise((resolve) => server.close(resolve));
  clearTimeout(cut);
  await closeNext();
}
