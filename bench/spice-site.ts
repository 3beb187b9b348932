import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { readModules, type StaticSite, startStaticSite } from "./static-site.ts";

/** Debian's package spice-html5. */
const PACKAGE = "/usr/share/spice-html5";
const PAGE = "/spice_auto.html";

/**
 * spice-html5 with its own page as Debian brings them, and a page with a link to a display: spice_auto.html connects as soon as it has loaded.
 * Its modules are named in its head, so that they load side by side; nothing else is changed.
 *
 * @param port of the loopback where a WebSocket leads to a SPICE display
 */
export async function startSpiceSite(port: number): Promise<StaticSite> {
  if (!existsSync(join(PACKAGE, PAGE))) throw new Error("spice-html5 is not installed. On Debian: apt-get install spice-html5");
  const read = (path: string) => readFile(join(PACKAGE, path), "utf8");
  const texts = await readModules("/main.js", read);
  const preload = [...texts.keys()].map((path) => `<link rel="modulepreload" crossorigin="anonymous" href="${path}">`).join("\n");
  texts.set(PAGE, (await read(PAGE)).replace("<head>", `<head>\n${preload}`));
  texts.set("/spice.css", await read("/spice.css"));
  texts.set("/", `<!doctype html><title>Machines</title><a href="${PAGE}?host=127.0.0.1&port=${port}">painter</a>`);
  return startStaticSite(texts);
}
