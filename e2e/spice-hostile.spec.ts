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
    script: { instead: { [main]: (channel) => channel.sendRaw(randomBytes(65_536)) } },
    ends: "display-protocol",
  },
  "inputs that are refused": { script: { refuse: { [inputs]: LinkError.permissionDenied } }, ends: "display-refused" },
  "another session than it serves": { script: { sessionId: 7 }, ends: "display-refused" },
  "a picture that hangs up": { script: { instead: { [display]: (channel) => channel.close() } }, ends: "display-closed" },
};

for (const [what, { script, ends }] of Object.entries(hostile)) {
  test(what, async ({ spare, as }) => {
    const { spice, port, close } = await startSpiceServer(script);
    const machine = await spare({ spicePort: port, on: true });
    const page = await as("user");
    const errors = await PageErrors.of(page);
    await page.goto(`vms/${machine.vm}?protocol=spice`);
    const view = new ConsoleView(page);
    await expect(view.root.locator("[data-moment]")).toContainText(errorRow(ends).message);
    expect(errors.besides()).toEqual([]);

    // Once it is honest again, so is the console.
    Object.assign(spice.script, { refuse: {}, instead: {}, sessionId: null });
    await page.getByRole("button", { name: /^(Try|Open) again$/ }).click();
    await view.connected();
    await close();
  });
}
