import type { APIRequestContext } from "@playwright/test";
import { ConsoleView } from "./support/console-view.ts";
import type { Guest } from "./support/guest.ts";
import { keysOf } from "./support/keyboard.ts";
import { differenceOf } from "./support/picture.ts";
import { RawRfb, rfb } from "./support/raw-rfb.ts";
import { RelaySocket, requestPass } from "./support/relay-socket.ts";
import type { Stage } from "./support/stage.ts";
import { expect, test } from "./support/test.ts";

const SAME = { pixels: 0, first: null, sizes: null };

test("two people share a console: both see it and type, neither throws the other out, and one may only watch", async ({
  guest,
  consoleView: first,
  as,
}) => {
  const painter = await guest({ guest: "painter" });
  await painter.paint("mode bars");
  await first.open(painter);
  const second = new ConsoleView(await as("user"));
  await second.open(painter);

  await painter.paint("mode gradient");
  const seen = await first.expectScreenOf(painter);
  expect(differenceOf(await second.expectScreenOf(painter), seen)).toEqual(SAME);
  expect(await keysOf(painter, first.page, () => first.page.keyboard.press("a"))).toBe("+30 -30");
  expect(await keysOf(painter, second.page, () => second.page.keyboard.press("b"))).toBe("+48 -48");
  await first.connected();

  await (await second.tools()).getByRole("button", { name: "View only" }).click();
  await expect(second.root).toHaveAttribute("data-mode", "view");
  await second.connected();
  await painter.paint("mode bars");
  await second.expectScreenOf(painter);
  const keys = await keysOf(painter, first.page, async () => {
    await second.canvas.focus();
    await second.page.keyboard.press("q");
    await second.canvas.click({ position: { x: 200, y: 200 } });
    await first.page.keyboard.press("a");
  });
  expect(keys).toBe("+30 -30");
  // Bars turn their block at each key: both watch the same picture change.
  expect(differenceOf(await second.expectScreenOf(painter), await first.expectScreenOf(painter))).toEqual(SAME);

  await (await second.tools()).getByRole("button", { name: "View only" }).click();
  await expect(second.root).toHaveAttribute("data-mode", "control");
  await second.connected();
  await second.canvas.focus();
  expect(await keysOf(painter, second.page, () => second.page.keyboard.press("c"))).toBe("+46 -46");
  await expect(first.root).toHaveAttribute("data-state", "connected");
});

test("an operator watches along and takes over; who is made to watch is told, and is handed the machine back", async ({ guest, as }) => {
  const painter = await guest({ guest: "painter" });
  const owner = new ConsoleView(await as("user"));
  await owner.open(painter);
  const helper = new ConsoleView(await as("operator"));
  await helper.page.goto(`?q=${painter.name}`);
  await helper.page.getByRole("button", { name: "Actions for" }).click();
  await helper.page.getByRole("menuitem", { name: "Watch along" }).click();
  await helper.connected();
  await expect(helper.root).toHaveAttribute("data-mode", "view");
  await expect(owner.page.getByText(/watches along$/)).toBeVisible();

  const company = async (view: ConsoleView, item: RegExp) => {
    await (await view.tools()).getByRole("button", { name: "2 people are here" }).click();
    await view.page.getByRole("menuitem", { name: item }).click();
  };
  const mode = (view: ConsoleView, name: "view" | "control") => expect(view.root).toHaveAttribute("data-mode", name);
  const types = async (view: ConsoleView) => {
    await view.canvas.focus();
    return keysOf(painter, view.page, () => view.page.keyboard.press("a"));
  };
  await company(helper, /^Take over/);
  await mode(helper, "control");
  await mode(owner, "view");
  await expect(owner.page.getByText(/controls the machine now$/)).toBeVisible();
  for (const view of [helper, owner]) await view.connected();
  expect(await types(helper)).toBe("+30 -30");

  // The button for view only is no way around it.
  await (await owner.tools()).getByRole("button", { name: "View only" }).click();
  await owner.connected();
  await mode(owner, "view");

  await company(helper, /^Hand over to/);
  await mode(owner, "control");
  await mode(helper, "view");
  for (const view of [helper, owner]) await view.connected();
  expect(await types(owner)).toBe("+30 -30");
});

/** Everything that could change a guest, its clipboard or its power. */
const changes = [
  rfb.key(0x71, true),
  rfb.key(0x71, false),
  rfb.extendedKey(0x1e, true),
  rfb.extendedKey(0x1e, false),
  rfb.pointer(0, 300, 300),
  rfb.pointer(1, 310, 320),
  rfb.pointer(0, 310, 320),
  rfb.cutText("taken"),
  rfb.desktopSize(1024, 768),
];
const RESET = rfb.power(4);

async function rawClient(api: APIRequestContext, stage: Stage, painter: Guest, mode: "control" | "view"): Promise<RawRfb> {
  const pass = await requestPass(api, stage, { vm: painter.vm as `${string}.${string}`, protocol: "vnc", mode });
  const relay = await RelaySocket.dial(api, stage, pass);
  await relay.opened();
  return RawRfb.begin(relay);
}

/** What painter reports until two keys of somebody with the right have come, the first answered before the second is sent. */
async function reportsUntilKeys(painter: Guest, controller: RawRfb): Promise<string> {
  const control = await painter.control();
  let said = "";
  for (const [code, name] of [
    [0x2c, 44],
    [0x2d, 45],
  ] as const) {
    controller.send(rfb.extendedKey(code, true), rfb.extendedKey(code, false));
    const [part] = await control.waitFor(new RegExp(`[\\s\\S]*?KEY code=${name} value=0 [^\\n]*\\n`));
    said += part.replaceAll(new RegExp(`KEY code=${name} [^\\n]*\\n`, "g"), "");
  }
  return said;
}

test("a program with a ticket to view cannot change the guest, whatever it sends; with one to control the same bytes do", async ({
  guest,
  api,
  stage,
}) => {
  const painter = await guest({ guest: "painter", graphics: [{ type: "vnc", password: "secret12", powerControl: true }] });
  await painter.paint("mode gradient");
  const operator = await api("operator");
  const controller = await rawClient(operator, stage, painter, "control");
  const watcher = await rawClient(operator, stage, painter, "view");
  const control = await painter.control();
  await reportsUntilKeys(painter, controller);
  const screen = await painter.screendump();
  const heard = controller.bytes;

  watcher.send(...changes, RESET);
  await watcher.settled();
  expect(await reportsUntilKeys(painter, controller)).toBe("");
  expect(differenceOf(await painter.screendump(), screen)).toEqual(SAME);
  expect(controller.bytes, "nothing reached the display's clipboard").toBe(heard);
  expect(watcher.isOpen).toBe(true);

  controller.close();
  const other = await rawClient(operator, stage, painter, "control");
  const listener = await rawClient(operator, stage, painter, "control");
  const before = listener.bytes;
  control.skip();
  other.send(...changes);
  for (const report of [/KEY code=16 value=1/, /KEY code=30 value=1/, /POINTER x=\d/, /BUTTON code=272 value=1/, /SIZE .* size=1024x768/])
    await expect.poll(() => control.unread).toMatch(report);
  await expect.poll(async () => (await painter.screendump()).width).toBe(1024);
  await expect.poll(() => listener.bytes).toBeGreaterThan(before);
  painter.serial.skip();
  other.send(RESET);
  await painter.booted();
  for (const client of [watcher, other, listener]) client.close();
});
