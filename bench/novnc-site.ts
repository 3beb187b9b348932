import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readModules, type StaticSite, startStaticSite } from "./static-site.ts";

const NOVNC = join(import.meta.dirname, "../node_modules/@novnc/novnc");
const RFB = "/novnc/core/rfb.js";

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

/** noVNC as it comes, and a page with a link to a display. @param display host:port of the WebSocket of a display */
export async function startNovncSite(display: string): Promise<StaticSite> {
  const scripts = await readModules(RFB, (path) => readFile(join(NOVNC, path.replace(/^\/novnc/, "")), "utf8"));
  const texts = new Map(scripts).set("/console.html", consolePage([...scripts.keys()]));
  texts.set("/", `<!doctype html><title>Machines</title>${style}<a href="/console.html?display=${display}">painter</a>`);
  return startStaticSite(texts);
}
