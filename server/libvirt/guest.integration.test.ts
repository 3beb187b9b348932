import { copyFileSync } from "node:fs";
import { join } from "node:path";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PrivateLibvirtd, startPrivateLibvirtd } from "#demo/libvirtd.ts";
import { Connection, type ConnectionOptions } from "./connection.ts";
import { openConsole } from "./console.ts";
import type { DomainRef } from "./domain-ref.ts";
import { domainState, domainXml } from "./domains.ts";
import { errorCode, LinkError } from "./error.ts";
import { onDomainEvent } from "./events.ts";
import { createDomainXml, destroyDomain, resetDomain, resumeDomain, suspendDomain } from "./lifecycle.ts";
import { screenshot } from "./screenshot.ts";
import { sendKey } from "./send-key.ts";
import type { RpcStream } from "./stream.ts";
import { unixDialer } from "./transports/unix.ts";

let daemon: PrivateLibvirtd;
let changes: Connection;
let guest: DomainRef;
const open: Connection[] = [];

/** Linux's input codes. */
const KEY_F1 = 59;
const PATIENCE = { timeout: 60_000, interval: 200 };

async function connect(options: Partial<ConnectionOptions> = {}): Promise<Connection> {
  const connection = await Connection.open({ dialer: unixDialer([daemon.socket]), name: "qemu:///session", ...options });
  open.push(connection);
  return connection;
}

/** What a console has said so far. */
function listenTo(stream: RpcStream): () => string {
  let text = "";
  stream.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
  });
  return () => text;
}

beforeAll(async () => {
  daemon = await startPrivateLibvirtd();
  const kernel = join(daemon.directory, "images/memtest.bin");
  copyFileSync("/boot/memtest86+x64.bin", kernel);
  changes = await connect({ deadlineMs: 60_000 });
  guest = await createDomainXml(
    changes,
    `<domain type='qemu'><name>memtest</name><memory unit='MiB'>64</memory>
      <os><type arch='x86_64' machine='pc'>hvm</type><kernel>${kernel}</kernel><cmdline>console=ttyS0,115200</cmdline></os>
      <devices><serial type='pty'/><graphics type='vnc'><listen type='socket' socket='${daemon.directory}/vnc.sock'/></graphics><video><model type='vga'/></video><memballoon model='none'/></devices>
    </domain>`,
  );
});
afterAll(async () => {
  for (const connection of open) connection.close();
  await daemon.stop();
});

describe("a real guest", () => {
  it("shows its screen", async () => {
    const first = await screenshot(changes, guest);
    expect(first.mime).toBe("image/png");
    const { width, height } = PNG.sync.read(first.data);
    expect([width, height].every((side) => side >= 200)).toBe(true);
    await expect.poll(async () => (await screenshot(changes, guest)).data.equals(first.data), PATIENCE).toBe(false);
  });

  it("speaks and listens on its serial line, one person at a time", async () => {
    const holder = await connect();
    const held = await openConsole(holder, guest, { safe: true });
    const said = listenTo(held);
    await expect.poll(said, PATIENCE).toContain("Memtest86+");
    const refusal = { code: errorCode.operationFailed, message: expect.stringContaining("Active console session") };
    await expect(openConsole(changes, guest, { safe: true })).rejects.toMatchObject(refusal);
    const thief = await connect();
    const stolen = await openConsole(thief, guest, { force: true, device: "serial0" });
    await expect.poll(() => held.destroyed || held.readableEnded, PATIENCE).toBe(true);
    const heard = listenTo(stolen);
    stolen.write("\u001bOP");
    await expect.poll(heard, PATIENCE).not.toBe("");
    stolen.destroy();
    await expect
      .poll(() => openConsole(thief, guest, { safe: true }).then((again) => void again.destroy(), String), PATIENCE)
      .toBeUndefined();
  });

  it("has its console freed when the connection of whoever held it closes", async () => {
    const first = await connect();
    await openConsole(first, guest, { safe: true });
    first.close();
    const second = await connect();
    const attempt = () => openConsole(second, guest, { safe: true }).then((console) => void console.destroy(), String);
    await expect.poll(attempt, PATIENCE).toBeUndefined();
  });

  it("takes keys, pauses, goes on and starts over", async () => {
    const seen: string[] = [];
    await onDomainEvent(changes, "reboot", ({ domain }) => seen.push(domain.name));
    await sendKey(changes, guest, [KEY_F1], { holdMs: 50 });
    await suspendDomain(changes, guest);
    expect(await domainState(changes, guest)).toMatchObject({ state: "paused" });
    await resumeDomain(changes, guest);
    await resetDomain(changes, guest);
    await expect.poll(() => seen, PATIENCE).toContain("memtest");
    expect(await domainXml(changes, guest)).toContain(`id='${guest.id}'`);
  });

  it("outlives its daemon, and its consoles say that the link was lost", async () => {
    const watcher = await connect();
    const console = await openConsole(watcher, guest, { force: true });
    console.resume();
    await daemon.kill("SIGKILL");
    await expect.poll(() => console.errored, PATIENCE).toBeInstanceOf(LinkError);
    await daemon.restart();
    const back = await connect();
    expect(await domainState(back, guest)).toMatchObject({ state: "running" });
    const reopened = await openConsole(back, guest, { safe: true });
    reopened.resume();
    const ended = new Promise((resolve) => reopened.once("end", resolve));
    // Answered once the daemon has its monitor again: a guest that is ended before then is gone before its end is told.
    await screenshot(back, guest);
    await destroyDomain(back, guest);
    await ended;
    expect(reopened.errored).toBeNull();
  });
});
