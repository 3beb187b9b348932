import { pictureOf } from "./support/console-view.ts";
import { keysOf } from "./support/keyboard.ts";
import { differenceOf } from "./support/picture.ts";
import { requestPass } from "./support/relay-socket.ts";
import { connectStock, openStockNovnc } from "./support/stock-novnc.ts";
import { expect, test } from "./support/test.ts";

test("noVNC as its package brings it opens a console with a pass of the API", async ({ guest, as, stage }) => {
  const painter = await guest({ guest: "painter" });
  await painter.paint("mode bars");
  const page = await as("user");
  await openStockNovnc(page, stage);
  await connectStock(
    page,
    await requestPass(page.request, stage, { vm: painter.vm as `${string}.${string}`, protocol: "vnc", mode: "control" }),
  );
  await expect.poll(async () => differenceOf(await pictureOf(page.locator("canvas")), await painter.screendump()).pixels).toBe(0);
  await page.locator("canvas").click();
  expect(await keysOf(painter, page, () => page.keyboard.press("a"))).toBe("+30 -30");
});
