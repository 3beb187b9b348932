import { type Browser, chromium } from "@playwright/test";
import { keepPrivateLibvirtd } from "#demo/libvirtd.ts";
import playwrightConfig from "#e2e/playwright.config.ts";
import setTheStage from "#e2e/support/global-setup.ts";
import { Guest } from "#e2e/support/guest.ts";
import { signIn } from "#e2e/support/sign-in.ts";
import { readStage, type Stage } from "#e2e/support/stage.ts";
import { expectedOf } from "./expected.ts";
import { inTurns, rowOf, type Side } from "./figures.ts";
import { FirstFrameViewer } from "./first-frame-viewer.ts";
import type { BenchRow } from "./row.ts";
import { startSpiceSite } from "./spice-site.ts";
import { type Load, measureLoad } from "./tab-load.ts";
import { startWebsockify } from "./websockify.ts";

const ROUNDS = { firstFrame: 20, load: 6 };

/** Opens a SPICE console on one side, and closes it when `then` is done; milliseconds from the click to the first full frame. */
type Open = (side: Side, then?: Parameters<FirstFrameViewer["clickToFrame"]>[2]) => Promise<number>;

/**
 * SPICE in one Chromium, on one running guest (1280x800, no agent), in turns: from the click on a machine to the first full frame of its
 * screen, and then the work of the tab while the whole screen changes at a steady rate.
 *
 * Ours: somebody who is signed in and has the Machines page open clicks on a machine; Oriel as it is built for production, with the ticket,
 * libvirt, the access records, the relay's own links on every channel, and the frame in which the client runs.
 *
 * The peer: a page of links on a static server, where a click loads Debian's spice-html5 in its own page, which connects through Debian's
 * websockify. No password, no sign-in, and every file is in the browser's cache.
 *
 * The first frame is measured as in first-frame.ts: the pointer rests on the link before the click, everything was loaded once before, and
 * the time runs from the click event to the animation frame in which a visible canvas has the guest's colours at all points of a grid.
 */
export async function spiceRows(): Promise<BenchRow[]> {
  const browser = await chromium.launch(playwrightConfig.use?.launchOptions);
  const takeDown = await setTheStage();
  const stage = readStage();
  const libvirt = await keepPrivateLibvirtd(stage.libvirtDirectory);
  try {
    const guest = await Guest.make(stage, libvirt, { guest: "painter", graphics: [{ type: "spice" }] });
    const websockify = await startWebsockify(await guest.displayPort("spice"));
    const site = await startSpiceSite(websockify.port);
    try {
      await guest.paint("mode bars");
      const open = await twoViewers(browser, stage, guest, site.url);
      return [firstFrameRow(await inTurns(ROUNDS.firstFrame, open)), ...loadRows(await loads(browser, guest, open))];
    } finally {
      await site.close();
      await websockify.stop();
    }
  } finally {
    await browser.close();
    await takeDown();
  }
}

async function twoViewers(browser: Browser, stage: Stage, guest: Guest, peer: string): Promise<Open> {
  const expected = expectedOf(await guest.screendump());
  const viewers = { ours: await FirstFrameViewer.open(browser, expected), peer: await FirstFrameViewer.open(browser, expected) };
  await signIn(viewers.ours.context, stage, "operator");
  const list = { ours: stage.url, peer };
  const link = { ours: `[data-machine="${guest.vm}"]`, peer: "a" };
  return (side, then) => viewers[side].clickToFrame(list[side], link[side], then);
}

function firstFrameRow(measured: Record<Side, number[]>): BenchRow {
  return rowOf({ name: "SPICE console: click to the first full frame", unit: "ms", target: 1.1 }, measured);
}

function loads(browser: Browser, guest: Guest, open: Open): Promise<Record<Side, Load[]>> {
  return inTurns(ROUNDS.load, async (side) => {
    const load: Load[] = [];
    await open(side, async (page) => void load.push(await measureLoad(browser, page, guest)));
    return load[0] as Load;
  });
}

function loadRows(measured: Record<Side, Load[]>): BenchRow[] {
  const figure = (what: keyof Load) => ({ ours: measured.ours.map((load) => load[what]), peer: measured.peer.map((load) => load[what]) });
  return [
    rowOf({ name: "SPICE console: the tab's CPU for a changed screen", unit: "ms", target: 1.1 }, figure("cpuMsPerFrame")),
    rowOf({ name: "SPICE console: time from one drawn screen to the next", unit: "ms", target: 1.1 }, figure("msPerFrame")),
  ];
}
