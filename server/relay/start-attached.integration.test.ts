import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type PrivateLibvirtd, startPrivateLibvirtd } from "#demo/libvirtd.ts";
import { ConsoleClient } from "#e2e/fakes/console-client.ts";
import { type RelayProcess, startRelayProcess } from "#e2e/fakes/relay-process.ts";
import { readAudit } from "#server/access/audit.ts";
import type { TicketFor } from "#server/access/tickets.ts";
import { errorRow } from "#server/errors.ts";
import { biosGuest } from "#server/hypervisors/testing/domains.ts";

let daemon: PrivateLibvirtd;
let relay: RelayProcess;
let uuid: string;

beforeAll(async () => {
  daemon = await startPrivateLibvirtd();
  relay = await startRelayProcess(`real=${daemon.uri}`);
});
afterAll(async () => {
  await relay?.stop();
  await daemon?.stop();
});

/** What a machine says on its serial line, from the first byte. */
const logOf = (id: string) => join(daemon.directory, "images", `${id}.serial`);

beforeEach(async () => {
  uuid = randomUUID();
  const line = `<serial type='pty'><log file='${logOf(uuid)}' append='off'/><target port='0'/></serial><serial type='pty'><target port='1'/></serial>`;
  const xml = biosGuest(uuid).replace("<memory", `<uuid>${uuid}</uuid><memory`).replace("<serial type='pty'/>", line);
  const file = join(daemon.directory, `${uuid}.xml`);
  writeFileSync(file, xml, { mode: 0o644 });
  await daemon.virsh(["define", file]);
  return () => daemon.virsh(["destroy", uuid]).catch(() => {});
});

async function open(what: Partial<TicketFor> = {}): Promise<ConsoleClient> {
  const ticket = await relay.ticket({ vm: `real.${uuid}`, protocol: "serial", start: true, ...what });
  const protocols = ["binary", `oriel.ticket.${ticket}`];
  return new ConsoleClient(`ws://${relay.address}/relay/console`, { origin: relay.origin, protocols, cookie: relay.cookie });
}

const stateOf = async () => (await daemon.virsh(["domstate", uuid])).trim();

test("a machine that is started for its serial line is heard from the first byte", { timeout: 60_000 }, async () => {
  const client = await open();
  await expect.poll(() => client.got.toString(), { timeout: 30_000 }).toContain("Booting from");
  const said = readFileSync(logOf(uuid), "latin1");
  expect(client.got.toString("latin1").slice(0, 100)).toBe(said.slice(0, 100));
  expect(said).toMatch(/^[^\n]*SeaBIOS/);
  expect(await stateOf()).toBe("running");
  const [row] = await readAudit(relay.store, { limit: 1 });
  expect(row).toMatchObject({ action: "console.open", outcome: "ok", detail: { protocol: "serial", start: true } });
  client.ws.close();
});

test("of two who start it at once one has the line", { timeout: 60_000 }, async () => {
  const [one, other] = [await open(), await open()];
  const ended = await Promise.race([one.closed, other.closed]);
  expect(ended).toEqual({ code: errorRow("console-held").close, reason: "console-held" });
  await expect.poll(() => one.got.length + other.got.length, { timeout: 30_000 }).toBeGreaterThan(0);
  for (const client of [one, other]) client.ws.close();
});

test("a machine whose line cannot be opened runs all the same", { timeout: 60_000 }, async () => {
  const client = await open({ device: 7 });
  expect((await client.closed).reason).toBe("no-such-display");
  expect(await stateOf()).toBe("running");
});

test("a machine that does not start says why", { timeout: 60_000 }, async () => {
  const broken = (await daemon.virsh(["dumpxml", uuid])).replace(
    "<memballoon",
    "<disk type='file'><source file='/none'/><target dev='sda'/></disk><memballoon",
  );
  const file = join(daemon.directory, `${uuid}.broken.xml`);
  writeFileSync(file, broken, { mode: 0o644 });
  await daemon.virsh(["define", file]);
  expect((await (await open()).closed).reason).toBe("libvirt-failed");
  expect(await stateOf()).toBe("shut off");
  const [row] = await readAudit(relay.store, { limit: 1 });
  expect(row).toMatchObject({
    action: "console.refused",
    code: "libvirt-failed",
    detail: { start: true, details: expect.stringContaining("/none") },
  });
});

test("two lines of a machine are two consoles, each of one person", { timeout: 60_000 }, async () => {
  await daemon.virsh(["start", uuid]);
  const first = await open({ start: false });
  await expect.poll(() => first.got.toString(), { timeout: 30_000 }).toContain("SeaBIOS");
  const second = await open({ device: 1, start: false });
  await second.say("x");
  expect((await (await open({ device: 1, start: false })).closed).reason).toBe("console-held");
  expect([first, second].map(({ ws }) => ws.readyState)).toEqual([1, 1]);
  expect(second.got.length).toBe(0);
  for (const client of [first, second]) client.ws.close();
});
