import type { Page } from "@playwright/test";
import { type Pass, TICKET_SUBPROTOCOL } from "#server/contract/console.ts";
import type { Stage } from "./stage.ts";
import { openStockPage } from "./stock-page.ts";

/** Debian's package spice-html5. */
const PACKAGE = "/usr/share/spice-html5";
const PAGE = "<!doctype html><title>spice-html5</title><div id=screen></div>";

/** Opens an empty page on the portal's origin that has spice-html5 beside it as Debian brings it, and none of Oriel's code. */
export function openStockSpice(view: Page, stage: Stage): Promise<void> {
  return openStockPage(view, stage, { package: PACKAGE, page: PAGE });
}

/** Opens a console with the pass. spice-html5 knows of no tickets: the page's WebSocket adds it to the subprotocols of every channel. */
export async function connectStockSpice(view: Page, pass: Pass): Promise<void> {
  await view.evaluate(
    async ({ path, ticket, module }) => {
      const Plain = WebSocket;
      window.WebSocket = class extends Plain {
        constructor(url: string | URL, protocols: string | string[] = []) {
          super(url, [protocols, ticket].flat());
        }
      };
      const { SpiceMainConn } = await import(module);
      const address = new URL(path, location.href);
      address.protocol = "ws:";
      await new Promise((resolve, reject) => {
        new SpiceMainConn({ uri: address.href, screen_id: "screen", password: "", onsuccess: resolve, onerror: reject });
      });
    },
    { path: pass.path, ticket: TICKET_SUBPROTOCOL + pass.ticket, module: new URL("main.js", view.url()).href },
  );
}
