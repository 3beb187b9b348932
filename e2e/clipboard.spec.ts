import { createHash } from "node:crypto";
import type { APIRequestContext, Page } from "@playwright/test";
import { type ExchangeRules, everythingAllowed } from "#server/contract/settings.ts";
import { Agent, AgentCap, Say, Told, u32, u64 } from "./fakes/spice-protocol.ts";
import type { Desktop } from "./support/desktop.ts";
import { PageErrors } from "./support/page-errors.ts";
import { RawRfb, rfb } from "./support/raw-rfb.ts";
import { RawSpice } from "./support/raw-spice.ts";
import { RelaySocket, requestPass } from "./support/relay-socket.ts";
import type { Stage } from "./support/stage.ts";
import { expect, test } from "./support/test.ts";

/** Text between the person's clipboard and a real guest's, and what administrators forbid of it. */

const own = (page: Page) => page.evaluate(() => navigator.clipboard.readText());
const copyHere = (page: Page, text: string) => page.evaluate((text) => navigator.clipboard.writeText(text), text);

async function allow(admin: APIRequestContext, rules: Partial<ExchangeRules>): Promise<void> {
  const answer = await admin.put("api/settings", { data: { exchange: { ...everythingAllowed, ...rules } } });
  expect(answer.status()).toBe(204);
}

test.afterEach(async ({ api }) => allow(await api("admin"), {}));

test("over VNC text goes both ways by a click, by itself once that is chosen, and not where administrators forbid it", async ({
  desktop,
  consoleView: view,
  page,
  api,
  stage,
}) => {
  test.setTimeout(300_000);
  const guest = await desktop({ graphics: [{ type: "vnc", password: "secret12" }] });
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const errors = await PageErrors.of(page);
  await view.open(guest.guest);

  await copyHere(page, "the person's secret");
  await guest.setClipboard("grüße\naus dem Gast");
  await expect.poll(() => guest.clipboard()).toBe("grüße\naus dem Gast");
  await view.canvas.click({ position: { x: 300, y: 300 } });
  expect(await own(page)).toBe("the person's secret");
  expect(await guest.clipboard()).toBe("grüße\naus dem Gast");

  await view.choose("Clipboard", "Copy from the machine");
  await expect.poll(() => own(page)).toBe("grüße\naus dem Gast");
  await copyHere(page, "grüße\nvon hier");
  await view.choose("Clipboard", "Paste to the machine's clipboard");
  await expect.poll(() => guest.clipboard()).toBe("grüße\nvon hier");

  await view.choose("Clipboard", "Share automatically");
  await page.getByRole("button", { name: "Share", exact: true }).click();
  // A new list of encodings must not end it.
  await view.choose("View", "Exact");
  await guest.setClipboard("from there by itself");
  await expect.poll(() => own(page)).toBe("from there by itself");
  const long = "größe ".repeat(50_000);
  await copyHere(page, long);
  await view.canvas.click({ position: { x: 300, y: 300 } });
  const digest = createHash("sha256").update(long).digest("hex");
  const digestThere = () => guest.asDemo("timeout 20 xclip -o -selection clipboard | sha256sum");
  await expect.poll(digestThere, { timeout: 40_000 }).toContain(digest);

  await allow(await api("admin"), { clipboardFromMachine: false });
  const item = (name: string) => page.getByRole("menu").getByText(name, { exact: true });
  const reason = page.getByText("Your administrators do not allow copying out of machines.");
  await expect(async () => {
    await page.keyboard.press("Escape");
    await (await view.tools()).getByRole("button", { name: "Clipboard", exact: true }).click({ timeout: 2_000 });
    await expect(reason).toBeVisible({ timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await copyHere(page, "still this way");
  await item("Paste to the machine's clipboard").click();
  await expect.poll(() => guest.clipboard()).toBe("still this way");
  await guest.setClipboard("stays there");
  await expect.poll(() => guest.clipboard()).toBe("stays there");
  expect(await own(page)).toBe("still this way");
  expect(errors.besides()).toEqual([]);

  // The same against a client that does not keep to the rules. The page's own would share with it what it has.
  await page.goto("about:blank");
  await hostileOverVnc(guest, { stage, operator: await api("operator"), admin: await api("admin") });
});

type Around = { stage: Stage; operator: APIRequestContext; admin: APIRequestContext };

const TEXT = 1;
const [REQUEST, PEEK, NOTIFY, PROVIDE] = [1 << 25, 1 << 26, 1 << 27, 1 << 28];

/** An extended ClientCutText (rfbproto). */
function extended(flags: number, content = Buffer.alloc(0)): Buffer {
  const message = Buffer.alloc(12);
  message[0] = 6;
  message.writeInt32BE(-4 - content.length, 4);
  message.writeInt32BE(flags, 8);
  return Buffer.concat([message, content]);
}

/** Whether a display has sent an extended ServerCutText with an action. */
function hasSent(bytes: Buffer, action: number): boolean {
  const flags = Buffer.alloc(4);
  flags.writeInt32BE(action | TEXT);
  for (let at = bytes.indexOf(flags); at >= 0; at = bytes.indexOf(flags, at + 1))
    if (at >= 8 && bytes[at - 8] === 3 && bytes[at - 4] === 0xff) return true;
  return false;
}

async function hostileOverVnc(guest: Desktop, { stage, operator, admin }: Around): Promise<void> {
  const begin = async () => {
    const vm = guest.guest.vm as `${string}.${string}`;
    const relay = await RelaySocket.dial(operator, stage, await requestPass(operator, stage, { vm, protocol: "vnc", mode: "control" }));
    const client = await RawRfb.begin(relay);
    return { client, heard: () => Buffer.concat(relay.received) };
  };
  const asks = [extended(REQUEST | TEXT), extended(PEEK), extended(REQUEST | PROVIDE | TEXT), extended(REQUEST | TEXT)];
  const gives = [rfb.cutText("canary"), extended(NOTIFY | TEXT)];
  const copied = async (text: string) => {
    await guest.setClipboard(text);
    await expect.poll(() => guest.clipboard()).toBe(text);
  };

  await allow(admin, {});
  const free = await begin();
  await copied("free");
  free.client.send(...asks);
  await expect.poll(() => hasSent(free.heard(), PROVIDE)).toBe(true);
  free.client.send(rfb.cutText("canary"));
  await expect.poll(() => guest.clipboard()).toBe("canary");

  await allow(admin, { clipboardFromMachine: false });
  await expect.poll(() => free.client.isOpen).toBe(false);
  const taker = await begin();
  await copied("stays there");
  taker.client.send(...asks);
  // What comes behind is heard, so what is before it was dealt with.
  taker.client.send(rfb.cutText("canary"));
  await expect.poll(() => guest.clipboard()).toBe("canary");
  expect(hasSent(taker.heard(), PROVIDE)).toBe(false);
  taker.client.close();

  await allow(admin, { clipboardToMachine: false });
  const giver = await begin();
  await copied("stays as it is");
  giver.client.send(...gives, extended(REQUEST | TEXT));
  await expect.poll(() => hasSent(giver.heard(), PROVIDE)).toBe(true);
  expect(await guest.clipboard()).toBe("stays as it is");
  giver.client.close();

  await allow(admin, { clipboardFromMachine: false, clipboardToMachine: false });
  const neither = await begin();
  await copied("alone");
  neither.client.send(...asks, ...gives);
  await neither.client.settled();
  expect(await guest.clipboard()).toBe("alone");
  for (const action of [NOTIFY, PROVIDE, REQUEST]) expect(hasSent(neither.heard(), action)).toBe(false);
  expect(neither.client.isOpen).toBe(true);
  neither.client.close();
}

const CLIPBOARD = u32(0);
const UTF8_TEXT = u32(1);

test("over SPICE no client gets or gives text or files where administrators forbid it, and its console goes on", async ({
  desktop,
  stage,
  api,
}) => {
  test.slow();
  const guest = await desktop();
  const [operator, admin] = [await api("operator"), await api("admin")];
  const begin = async () => {
    const vm = guest.guest.vm as `${string}.${string}`;
    const pass = await requestPass(operator, stage, { vm, protocol: "spice", mode: "control", takeOver: true });
    const client = await RawSpice.open(operator, stage, pass);
    const { main } = client;
    const say = (type: number, ...data: Buffer[]) => {
      const body = Buffer.concat(data);
      main.send(Told.main.agentData, Buffer.concat([u32(1, type), u64(0), u32(body.length), body]));
    };
    main.send(Told.main.attachChannels);
    main.send(Told.main.agentStart, u32(0xffff_ffff));
    say(Agent.announceCapabilities, u32(1, AgentCap.clipboardByDemand | AgentCap.clipboardSelection));
    const heard = () => Buffer.concat(main.received.filter(({ type }) => type === Say.main.agentData).map(({ body }) => body));
    const types = () => main.received.filter(({ type }) => type === Say.main.agentData).map(({ body }) => body.readUInt32LE(4));
    await expect.poll(types).toContain(Agent.announceCapabilities);
    const [socket] = client.sockets;
    return { main, say, heard, types, isOpen: () => socket?.socket.readyState === socket?.socket.OPEN, end: socket?.end };
  };
  const file = Buffer.from("[vdagent-file-xfer]\nname=canary.txt\nsize=6\n\0");

  await allow(admin, {});
  const free = await begin();
  await guest.setClipboard("free text");
  await expect.poll(free.types).toContain(Agent.clipboardGrab);
  free.say(Agent.clipboardRequest, CLIPBOARD, UTF8_TEXT);
  await expect.poll(() => free.heard().includes("free text")).toBe(true);
  free.say(Agent.fileStart, u32(1), file);
  await expect.poll(free.types).toContain(Agent.fileStatus);

  await allow(admin, { clipboardFromMachine: false, clipboardToMachine: false, filesToMachine: false });
  expect(await free.end).toMatchObject({ reason: "rules-changed" });
  const barred = await begin();
  await guest.setClipboard("canary");
  await expect.poll(() => guest.clipboard()).toBe("canary");
  // Far more than there are tokens: each is still given back.
  for (let turn = 0; turn < 40; turn++) barred.say(Agent.clipboardRequest, CLIPBOARD, UTF8_TEXT);
  barred.say(Agent.clipboardGrab, CLIPBOARD, UTF8_TEXT);
  barred.say(Agent.fileStart, u32(2), file);
  // The agent answers this one, so it has heard those before it.
  const announced = barred.types().filter((type) => type === Agent.announceCapabilities).length;
  barred.say(Agent.announceCapabilities, u32(1, AgentCap.clipboardByDemand | AgentCap.clipboardSelection));
  await expect.poll(() => barred.types().filter((type) => type === Agent.announceCapabilities).length).toBeGreaterThan(announced);
  expect(barred.heard().includes("canary")).toBe(false);
  for (const type of [Agent.clipboard, Agent.clipboardGrab, Agent.clipboardRequest, Agent.fileStatus])
    expect(barred.types()).not.toContain(type);
  expect(await guest.clipboard()).toBe("canary");
  const given = () =>
    barred.main.received.filter(({ type }) => type === Say.main.agentToken).reduce((sum, { body }) => sum + body.readUInt32LE(0), 0);
  await expect.poll(given).toBeGreaterThan(35);
  expect(barred.isOpen()).toBe(true);
  barred.main.close();
});
