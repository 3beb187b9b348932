import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname } from "node:path";

/** A site of files that never change. Its first page has a link (`a`) to a console. */
export type StaticSite = { url: string; close(): Promise<void> };

const types: Record<string, string> = { ".js": "text/javascript", ".css": "text/css" };

/** Starts it on the loopback. The browser may keep everything. @param texts what there is, by path */
export async function startStaticSite(texts: ReadonlyMap<string, string>): Promise<StaticSite> {
  const server = createServer((request, response) => answer(request, response, texts));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function answer({ url = "/" }: IncomingMessage, response: ServerResponse, texts: ReadonlyMap<string, string>): void {
  const { pathname } = new URL(url, "http://site");
  const text = texts.get(pathname);
  if (text === undefined) return void response.writeHead(404).end();
  const type = types[extname(pathname)] ?? "text/html";
  response.writeHead(200, { "content-type": type, "cache-control": "max-age=3600, immutable" }).end(text);
}

/** The texts of a module and all that it imports, by path. @param read gives the text at a path */
export async function readModules(
  path: string,
  read: (path: string) => Promise<string>,
  found = new Map<string, string>(),
): Promise<Map<string, string>> {
  if (found.has(path)) return found;
  const text = await read(path);
  found.set(path, text);
  for (const [, to] of text.matchAll(/^(?:import|export)\b[^"';]*?["'](\.[^"']+)["']/gm))
    if (to) await readModules(new URL(to, `http://site${path}`).pathname, read, found);
  return found;
}
