import { join } from "node:path";
import type { Page } from "@playwright/test";
import { BINARY_SUBPROTOCOL, type Pass, TICKET_SUBPROTOCOL } from "#server/contract/console.ts";
import type { Stage } from "./stage.ts";
import { openStockPage } from "./stock-page.ts";

const PACKAGE = join(import.meta.dirname, "../../node_modules/@novnc/novnc");
const PAGE = "<!doctype html><title>noVNC</title><div id=screen style='width: 1024px; height: 768px'></div>";

/** Opens an empty page on the portal's origin that has noVNC beside it as its package brings it, and none of Oriel's code. */
export function openStockNovnc(view: Page, stage: Stage): Promise<void> {
  return openStockPage(view, stage, { package: PACKAGE, page: PAGE });
}

/** Hands noVNC's RFB class the pass, as any program would that uses the API. Resolves when it says that it is connected. */
export async function connectStock(view: Page, pass: Pass): Promise<void> {
  const wsProtocols = [BINARY_SUBPROTOCOL, TICKET_SUBPROTOCOL + pass.ticket];
  await view.evaluate(
    async ({ path, wsProtocols, module }) => {
      const { default: RFB } = await import(module);
      const address = new URL(path, location.href);
      address.protocol = "ws:";
      const rfb = new RFB(document.getElementById("screen"), address.href, { wsProtocols });
      Object.assign(window, { rfb });
      await new Promise((resolve, reject) => {
        rfb.addEventListener("connect", resolve);
        rfb.addEventListener("disconnect", () => reject(new Error("noVNC was disconnected")));
      });
    },
    { path: pass.path, wsProtocols, module: new URL("core/rfb.js", view.url()).href },
  );
}
