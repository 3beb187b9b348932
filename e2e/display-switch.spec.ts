import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer, type Server } from "node:net";
import type { GraphicsSettings, VideoSettings } from "#server/contract/display-settings.ts";
import type { ConsoleView } from "./support/console-view.ts";
import { DisplayEditorApi, spiceDisplay, vncDisplay } from "./support/display-settings.ts";
import { isProtected } from "./support/display-verdict.ts";
import type { Guest } from "./support/guest.ts";
import { expect, test } from "./support/test.ts";

type DisplayType = GraphicsSettings["type"];

const fresh = (value: string) => ({ kind: "new", value, validTo: null }) as const;
const kept = { kind: "keep", validTo: null } as const;

/** From one protocol to the other, to both, and back; each step from the displays that the one before left. */
const steps: { name: DisplayType[]; graphics: GraphicsSettings[] }[] = [
  { name: ["spice"], graphics: [spiceDisplay(kept, 0)] },
  { name: ["vnc", "spice"], graphics: [spiceDisplay(kept, 0), vncDisplay(fresh("other456"))] },
  { name: ["vnc"], graphics: [vncDisplay(kept, 1)] },
];

/** The console opens in a browser and shows what QEMU shows, and nobody gets in without the password. */
async function showsItself(view: ConsoleView, guest: Guest, types: readonly DisplayType[]): Promise<void> {
  for (const type of types) {
    expect(await isProtected(type, await guest.displayPort(type)), `${type} is protected`).toBe(true);
    await view.open(guest, type);
    await view.expectScreenOf(guest);
  }
}

/** What it has on its displays, as libvirt says it. */
async function typesOf(guest: Guest): Promise<string[]> {
  const found = [...(await guest.virsh("dumpxml")).matchAll(/<graphics type='(\w+)'/g)];
  return found.map(([, type = ""]) => type).sort();
}

for (const on of [true, false])
  test(`VNC to SPICE to both to VNC, on a machine that ${on ? "runs" : "is off"}: after each step the console opens, and its password protects it`, async ({
    guest,
    api,
    consoleView,
  }) => {
    test.setTimeout(300_000);
    const painter = await guest({ guest: "painter", on });
    const editor = new DisplayEditorApi(await api("admin"), painter.vm);
    for (const { name, graphics } of steps) {
      const record = await editor.change((settings) => ({ ...settings, graphics }), { restart: on });
      expect(record.state, JSON.stringify(record.steps)).toBe("done");
      if (!on) await painter.start();
      else await painter.bootedAnew();
      expect(await typesOf(painter)).toEqual([...name].sort());
      await painter.paint("mode bars");
      await showsItself(consoleView, painter, name);
      if (!on) await painter.destroy();
    }
  });

test("every video model that this QEMU has: the machine starts, and its console shows what QEMU shows", async ({
  guest,
  api,
  consoleView,
}) => {
  test.setTimeout(600_000);
  const tiny = await guest();
  const editor = new DisplayEditorApi(await api("admin"), tiny.vm);
  const { options } = await editor.state();
  const models = options.videoModels.map(({ model }) => model).filter((model) => model !== "none");
  expect(models).toEqual(expect.arrayContaining(["vga", "cirrus", "vmvga", "qxl", "virtio", "bochs", "ramfb"]));
  for (const model of models) {
    const record = await editor.change(({ video, ...settings }) => ({ ...settings, video: [bare(video[0], model)] }), { restart: true });
    expect(record.state, `${model}: ${JSON.stringify(record.steps)}`).toBe("done");
    await tiny.bootedAnew();
    await tiny.hideCursor();
    await showsItself(consoleView, tiny, ["vnc"]);
  }

  const record = await editor.change((settings) => ({ ...settings, video: [bare(settings.video[0], "none")] }), { restart: true });
  expect(record.state, JSON.stringify(record.steps)).toBe("done");
  await tiny.bootedAnew();
  await consoleView.open(tiny, "serial");
});

/** A video device of a model, with its sizes and heads left to libvirt. */
function bare(video: VideoSettings | undefined, model: string): VideoSettings {
  return { key: video?.key ?? null, model, ram: null, vram: null, vram64: null, vgamem: null, heads: null, primary: true, accel3d: false };
}

test("a start that fails is undone: the machine runs again as it was, and the admin is told what libvirt said", async ({
  guest,
  api,
  consoleView,
}) => {
  test.slow();
  const tiny = await guest();
  const editor = new DisplayEditorApi(await api("admin"), tiny.vm);
  const before = await tiny.virsh("dumpxml", "--inactive", "--security-info");
  const [taken, server] = await takenPort();
  const record = await editor.change((settings) => ({ ...settings, graphics: [{ ...vncDisplay(kept, 0), port: taken }] }), {
    restart: true,
  });
  server.close();
  expect(record.state).toBe("undone");
  const refused = record.steps.find(({ step }) => step === "start");
  expect(refused?.state).toBe("failed");
  expect(refused?.error?.details).toMatch(/port/i);
  await tiny.bootedAnew();
  expect(await tiny.state()).toBe("running");
  expect(await tiny.virsh("dumpxml", "--inactive", "--security-info")).toBe(before);
  await tiny.hideCursor();
  await showsItself(consoleView, tiny, ["vnc"]);
});

/** A port that QEMU may be told to take and that something else has. */
async function takenPort(): Promise<[number, Server]> {
  for (let port = 15_900; ; port++) {
    const server = createServer().listen(port, "127.0.0.1");
    const free = await Promise.race([once(server, "listening").then(() => true), once(server, "error").then(() => false)]);
    if (free) return [(server.address() as AddressInfo).port, server];
  }
}

test("a password counts at once on a running machine, and consoles that are open stay open", async ({ guest, api, consoleView }) => {
  test.slow();
  const tiny = await guest();
  const editor = new DisplayEditorApi(await api("admin"), tiny.vm);
  await consoleView.open(tiny);
  const run = await tiny.virsh("domid");
  const record = await editor.change((settings) => ({ ...settings, graphics: [{ ...vncDisplay(fresh("newer789"), 0) }] }));
  expect(record.state, JSON.stringify(record.steps)).toBe("done");
  expect(await tiny.virsh("domid")).toBe(run);
  for (const inactive of [[], ["--inactive"]])
    expect(await tiny.virsh("dumpxml", "--security-info", ...inactive)).toContain("passwd='newer789'");
  await tiny.hideCursor();
  await consoleView.expectScreenOf(tiny);
  await showsItself(consoleView, tiny, ["vnc"]);
});

test("two admins: the second is told of the first one's change, and nothing is lost", async ({ guest, api }) => {
  const tiny = await guest({ on: false });
  const request = await api("admin");
  const editor = new DisplayEditorApi(request, tiny.vm);
  const stale = await editor.plan((settings) => ({ ...settings, graphics: [vncDisplay(fresh("mine1234"), 0)] }));
  await editor.change((settings) => ({ ...settings, tablet: !settings.tablet }));
  const after = await tiny.virsh("dumpxml", "--inactive", "--security-info");
  const { settings } = await editor.state();
  const data = { base: stale.base, next: stale.next, settings: { ...settings, graphics: [vncDisplay(fresh("mine1234"), 0)] } };
  const answer = await request.post(`api/vms/${tiny.vm}/display/changes`, { data });
  expect(answer.status()).toBe(409);
  expect((await answer.json()).error.code).toBe("definition-changed");
  expect(await tiny.virsh("dumpxml", "--inactive", "--security-info")).toBe(after);
});

test("a change waits for power-off and on as long as it takes, whoever does it", async ({ guest, api }) => {
  test.slow();
  const tiny = await guest();
  const admin = await api("admin");
  const editor = new DisplayEditorApi(admin, tiny.vm);
  const { id, state } = await editor.change((settings) => ({ ...settings, video: [bare(settings.video[0], "cirrus")] }));
  expect(state).toBe("waiting");
  const waits = async () => (await (await admin.get(`api/vms/${tiny.vm}`)).json()).pendingChange;
  await expect.poll(waits).toBe(true);
  await tiny.virsh("reset");
  expect(await waits()).toBe(true);
  expect((await editor.state()).pending.map(({ code }) => code)).toContain("video.model");
  await tiny.destroy();
  await tiny.start();
  await expect.poll(waits, { timeout: 30_000 }).toBe(false);
  const record = await editor.ended(id);
  expect(record.state, JSON.stringify(record.steps)).toBe("done");
  expect((await editor.state()).pending).toEqual([]);
});
