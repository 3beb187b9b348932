import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import type { Stage } from "./stage.ts";

const FOLDER = "scratch/";

/** Opens an almost empty page on the portal's origin that has a package's files beside it as they are, and none of Oriel's code. */
export async function openStockPage(view: Page, stage: Stage, files: { package: string; page: string }): Promise<void> {
  await view.route(`${stage.url}${FOLDER}**`, async (route) => {
    const path = route
      .request()
      .url()
      .slice(stage.url.length + FOLDER.length);
    if (path === "") return route.fulfill({ contentType: "text/html", body: files.page });
    return route.fulfill({ contentType: "text/javascript", body: await readFile(join(files.package, path)) });
  });
  // To Chromium a page that a test answers comes from nowhere, and may not talk to this machine unasked.
  await view.context().grantPermissions(["local-network-access"], { origin: new URL(stage.url).origin });
  await view.goto(FOLDER);
}
