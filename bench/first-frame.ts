import { chromium } from "@playwright/test";
import { keepPrivateLibvirtd } from "#demo/libvirtd.ts";
import playwrightConfig from "#e2e/playwright.config.ts";
import setTheStage from "#e2e/support/global-setup.ts";
import { Guest } from "#e2e/support/guest.ts";
import { signIn } from "#e2e/support/sign-in.ts";
import { readStage } from "#e2e/support/stage.ts";
import { expectedOf } from "./expected.ts";
import { inTurns, rowOf } from "./figures.ts";
import { FirstFrameViewer } from "./first-frame-viewer.ts";
import { freePort } from "./free-port.ts";
import { startNovncSite } from "./novnc-site.ts";
import type { BenchRow } from "./row.ts";

const ROUNDS = 20;

/**
 * From the click on a machine to the first full frame of its screen, in one Chromium, on one running guest (1280x800), in turns.
 *
 * Ours: somebody who is signed in and has the Machines page open clicks on a machine; Oriel as it is built for production, with the ticket,
 * libvirt, the access records and everything else that opening a console takes.
 *
 * The peer: a page of links on a static server, where a click loads the smallest page there can be around the same noVNC (its modules as they
 * are published, all preloaded side by side), which connects to QEMU's own WebSocket port. No password, no sign-in, no proxy, and every file
 * is in the browser's cache.
 *
 * For both the pointer rests on the link before the click, and everything was loaded once before. The time runs from the click event to the
 * animation frame in which a visible canvas has the guest's colours at all points of a grid.
 */
export async function firstFrameRows(): Promise<BenchRow[]> {
  const browser = await chromium.launch(playwrightConfig.use?.launchOptions);
  const takeDown = await setTheStage();
  const stage = readStage();
  const libvirt = await keepPrivateLibvirtd(stage.libvirtDirectory);
  const websocket = await freePort();
  const site = await startNovncSite(`127.0.0.1:${websocket}`);
  try {
    const guest = await Guest.make(stage, libvirt, { guest: "painter", graphics: [{ type: "vnc", websocket }] });
    await guest.paint("mode bars");
    const expected = expectedOf(await guest.screendump());
    const viewers = { ours: await FirstFrameViewer.open(browser, expected), peer: await FirstFrameViewer.open(browser, expected) };
    await signIn(viewers.ours.context, stage, "operator");
    const list = { ours: stage.url, peer: site.url };
    const link = { ours: `[data-machine="${guest.vm}"]`, peer: "a" };
    const measured = await inTurns(ROUNDS, (side) => viewers[side].clickToFrame(list[side], link[side]));
    return [rowOf({ name: "console: click to the first full frame", unit: "ms", target: 1.3 }, measured)];
  } finally {
    await browser.close();
    await site.close();
    await takeDown();
  }
}

if (import.meta.main) console.table(await firstFrameRows());
