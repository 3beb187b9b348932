import { randomBytes } from "node:crypto";
import { type ErrorCode, errorRow } from "#server/errors.ts";
import { surfaceCreate } from "./fakes/spice-messages.ts";
import { ChannelType, LinkError, Say } from "./fakes/spice-protocol.ts";
import { type SpiceScript, startSpiceServer } from "./fakes/spice-server.ts";
import { ConsoleView } from "./support/console-view.ts";
import { PageErrors } from "./support/page-errors.ts";
import { expect, test } from "./support/portal-test.ts";

/** A display that means harm, seen through the portal: it ends in plain words and in no error of the page. */

const { main, display, inputs } = ChannelType;
const huge = surfaceCreate({ width: 65_535, height: 65_535 });

const hostile: Record<string, { script: Partial<SpiceScript>; ends: ErrorCode }> = {
  "a surface of a size that no canvas has": {
    script: { instead: { [display]: (channel) => channel.send(Say.display.surfaceCreate, huge) } },
    ends: "display-protocol",
  },
  "garbage in place of a picture": {
    script: {
      instead: {
        [display]: (channel) => {
          channel.send(Say.display.surfaceCreate, surfaceCreate({ width: 64, height: 48 }));
          channel.send(Say.display.drawCopy, randomBytes(4096));
        },
      },
    },
    ends: "display-protocol",
  },
  "garbage in place of messages": {
    script: { instead: { [main]: (channel) => channel.sendRaw(endless()) } },
    ends: "display-protocol",
  },
  "inputs that are refused": { script: { refuse: { [inputs]: LinkError.permissionDenied } }, ends: "display-refused" },
};

/** Bytes of chance, but for the first length (u32 at 2), which no luck makes short enough to be waited for. */
function endless(): Buffer {
  const bytes = randomBytes(65_536);
  bytes[5] = 0x7f;
  return bytes;
}

/** What may be over in a moment: the console tries again by itself. */
const passing: Record<string, Partial<SpiceScript>> = {
  "another session than it serves": { sessionId: 7 },
  "a picture that hangs up": { instead: { [display]: (channel) => channel.close() } },
};

const honest: Partial<SpiceScript> = { refuse: {}, instead: {}, sessionId: null };

for (const [what, { script, ends }] of Object.entries(hostile)) {
  test(`${what} ends the console, until the person asks again`, async ({ spare, as }) => {
    const { spice, port, close } = await startSpiceServer(script);
    const machine = await spare({ spicePort: port, on: true });
    const page = await as("user");
    const errors = await PageErrors.of(page);
    await page.goto(`vms/${machine.vm}?protocol=spice`);
    const view = new ConsoleView(page);
    await expect(view.root.locator("[data-moment]")).toContainText(errorRow(ends).message);

    Object.assign(spice.script, honest);
    await page.getByRole("button", { name: /^(Try|Open) again$/ }).click();
    await view.connected();
    expect(errors.besides()).toEqual([]);
    await close();
  });
}

test("a display that lets the console in and says nothing is not waited for without end", async ({ spare, as }) => {
  const { spice, port, close } = await startSpiceServer({ instead: { [main]: () => undefined } });
  const machine = await spare({ spicePort: port, on: true });
  const page = await as("user");
  await page.clock.install();
  await page.goto(`vms/${machine.vm}?protocol=spice`);
  const view = new ConsoleView(page);
  await expect.poll(() => spice.channels.length).toBe(1);
  await page.clock.fastForward(30_000);
  await expect(view.root.locator("[data-moment]")).toContainText(errorRow("display-silent").message);

  Object.assign(spice.script, honest);
  await page.getByRole("button", { name: /^(Try|Open) again$/ }).click();
  await view.connected();
  await close();
});

for (const [what, script] of Object.entries(passing)) {
  test(`${what} is tried again until it is honest`, async ({ spare, as }) => {
    const { spice, port, close } = await startSpiceServer(script);
    const machine = await spare({ spicePort: port, on: true });
    const page = await as("user");
    const errors = await PageErrors.of(page);
    await page.goto(`vms/${machine.vm}?protocol=spice`);
    const view = new ConsoleView(page);
    await expect(view.moment("reconnecting")).toContainText("The connection was lost. The console comes back by itself.");

    Object.assign(spice.script, honest);
    await view.connected();
    expect(errors.besides()).toEqual([]);
    await close();
  });
}
