import { pictureOf } from "./support/console-view.ts";
import { keysOf } from "./support/keyboard.ts";
import { differenceOf } from "./support/picture.ts";
import { requestPass } from "./support/relay-socket.ts";
import { connectStockSpice, openStockSpice } from "./support/stock-spice.ts";
import { expect, test } from "./support/test.ts";

test("spice-html5 as Debian brings it opens a console with a pass of the API", async ({ guest, as, stage }) => {
  const painter = await guest({ guest: "painter", graphics: [{ type: "spice", password: "secret12" }] });
  await painter.paint("mode bars");
  const page = await as("user");
  await openStockSpice(page, stage);
  await connectStockSpice(
    page,
    await requestPass(page.request, stage, { vm: painter.vm as `${string}.${string}`, protocol: "spice", mode: "control" }),
  );
  await expect.poll(async () => differenceOf(await pictureOf(page.locator("canvas")), await painter.screendump()).pixels).toBe(0);
  await page.locator("canvas").click();
  expect(await keysOf(painter, page, () => page.keyboard.press("a"))).toBe("+30 -30");
});
