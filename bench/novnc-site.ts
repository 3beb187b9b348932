import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, posix } from "node:path";

const NOVNC = join(import.meta.dirname, "../node_modules/@novnc/novnc");
const RFB = "/novnc/core/rfb.js";

/** A site with noVNC as it comes, and a page with a link to a display. */
export type NovncSite = { url: string; close(): Promise<void> };

const style = "<style>html, body, #screen { height: 100%; margin: 0; background: #111 } a { color: #fff }</style>";

/** The least that opens a display, as noVNC's documentation has it (docs/LIBRARY.md), with its modules named so that they load side by side. */
function consolePage(modules: readonly string[]): string {
  return `<!doctype html><title>noVNC</title>${style}
${modules.map((path) => `<link rel="modulepreload" href="${path}">`).join("\n")}
<div id="screen"></div>
<script type="module">
  import RFB from "${RFB}";
  const rfb = new RFB(document.getElementById("screen"), "ws://" + new URLSearchParams(location.search).get("display"));
  rfb.scaleViewport = true;
</script>`;
}

/** Starts it on the loopback. The browser may keep everything. @param display host:port of the WebSocket of a display */
export async function startNovncSite(display: string): Promise<NovncSite> {
  const scripts = await readModules(RFB);
  const texts = new Map(scripts).set("/console.html", consolePage([...scripts.keys()]));
  texts.set("/", `<!doctype html><title>Machines</title>${style}<a href="/console.html?display=${display}">painter</a>`);
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
  const type = extname(pathname) === ".js" ? "text/javascript" : "text/html";
  response.writeHead(200, { "content-type": type, "cache-control": "max-age=3600, immutable" }).end(text);
}

/** A module and all that it imports, by their paths on the site. */
async function readModules(path: string, found = new Map<string, string>()): Promise<Map<string, string>> {
  if (found.has(path)) return found;
  const text = await readFile(join(NOVNC, path.replace(/^\/novnc/, "")), "utf8");
  found.set(path, text);
  for (const [, to] of text.matchAll(/^(?:import|export)\b[^"';]*?["'](\.[^"']+)["']/gm))
    if (to) await readModules(posix.join(posix.dirname(path), to), found);
  return found;
}
