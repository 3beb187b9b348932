import type { Protocol } from "#server/contract/console.ts";
import { keysOf } from "../support/keyboard.ts";
import { screens, show } from "../support/painter-screens.ts";
import { coloursIn } from "../support/picture.ts";
import { test as base, expect } from "../support/portal-test.ts";
import { REAL_HOST } from "../support/stage.ts";
import { usKeys } from "../support/us-keys.ts";
import { Firefox } from "./firefox.ts";
import type { Launch, OtherBrowser } from "./other-browser.ts";
import { Visit } from "./visit.ts";
import { WebKit } from "./webkit.ts";

const browsers: Record<string, Launch> = { Firefox: Firefox.launch, WebKit: WebKit.launch };

const test = base.extend<{ other: (launch: Launch) => Promise<OtherBrowser> }>({
  other: async ({ playwright: _ }, use, { errors }) => {
    const made: OtherBrowser[] = [];
    await use(async (launch) => {
      const browser = await launch();
      made.push(browser);
      return browser;
    });
    for (const browser of made) {
      if (errors.length > 0) await base.info().attach(browser.name, { body: await browser.screenshot(), contentType: "image/png" });
      await browser.close();
    }
  },
});

for (const [name, launch] of Object.entries(browsers)) {
  test(`${name}: somebody signs in, opens a machine from the list, by VNC and by SPICE, sees what it shows and types`, async ({
    guest,
    stage,
    other,
  }) => {
    test.slow();
    const graphics = [
      { type: "vnc", password: "secret12" },
      { type: "spice", password: "secret12" },
    ] as const;
    const painter = await guest({ guest: "painter", graphics });
    await show(painter, screens.evening);
    const visit = new Visit(await other(launch), stage.url);
    await visit.signIn(stage.people.user);
    await visit.openFromList(painter);
    await seesAndTypes("vnc");
    await visit.open(painter, "spice");
    await seesAndTypes("spice");

    async function seesAndTypes(protocol: Protocol) {
      expect(coloursIn(await visit.expectScreenOf(painter, protocol))).toBeGreaterThan(8);
      const keyboard = { keyboard: visit.browser };
      for (const [chord, told] of Object.entries(usKeys)) {
        // WebDriver's Meta is X's Meta_L to WebKitGTK, which is the Alt key with Shift.
        if (name === "WebKit" && chord === "MetaLeft") continue;
        expect.soft(await keysOf(painter, keyboard, () => visit.browser.press(chord)), `${protocol}: ${chord}`).toBe(told);
      }
    }
  });

  test(`${name}: over TLS somebody signs in on the serial line, runs a command and reads its answer`, async ({
    guest,
    stage,
    libvirt,
    ownPortal,
    other,
  }) => {
    test.slow();
    const [tiny, portal] = await Promise.all([
      guest(),
      ownPortal(`${REAL_HOST}=${libvirt.uri}`, { settings: { ORIEL_TLS: "self-signed" } }),
    ]);
    const visit = new Visit(await other(launch), portal.url);
    await visit.signIn(stage.people.user);
    await visit.open(tiny, "serial");
    const terminal = ".xterm-accessibility-tree";
    await expect(async () => {
      for (const [text, answer] of [
        ["\n", /login:\s*$/],
        ["root\n", /Password:\s*$/],
        ["oriel\n", /:~#\s*$/],
      ] as const) {
        await visit.type(text);
        await visit.reads(terminal, answer, 6_000);
      }
    }).toPass({ timeout: 60_000 });
    await visit.type("echo $((6*7)) at $(hostname)\n");
    await visit.reads(terminal, new RegExp(`42 at ${tiny.name}`));
  });
}
