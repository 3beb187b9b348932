import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type PrivateLibvirtd, startPrivateLibvirtd } from "#demo/libvirtd.ts";
import type { Connection } from "#server/libvirt/connection.ts";
import { createDomain, createDomainXml, defineDomain, destroyDomain } from "#server/libvirt/lifecycle.ts";
import { parseHypervisors } from "#server/libvirt/uri.ts";
import { Hypervisor } from "./hypervisor.ts";
import { readSerialLog } from "./serial-log.ts";
import { biosGuest, testDomain } from "./testing/domains.ts";
import { until } from "./testing/recorder.ts";

let daemon: PrivateLibvirtd;
const opened: { close(): void }[] = [];
let folder: string;

beforeAll(async () => {
  daemon = await startPrivateLibvirtd();
  folder = mkdtempSync(join(tmpdir(), "oriel-log-"));
});

afterAll(async () => {
  for (const one of opened) one.close();
  await daemon?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function at(uri: string): Promise<{ hypervisor: Hypervisor; hand: Connection }> {
  const [parsed] = parseHypervisors(uri);
  if (!parsed) throw new Error("no hypervisor");
  const hypervisor = new Hypervisor(parsed);
  const hand = await hypervisor.connect();
  opened.push(hypervisor, hand);
  return { hypervisor, hand };
}

it("what a real machine said is there, also once it is off; a line without a log says so", async () => {
  const { hypervisor, hand } = await at(`here=${daemon.uri}`);
  const file = join(daemon.directory, "images", "talks.log");
  const xml = biosGuest("talks").replace("<serial type='pty'/>", `<serial type='pty'><log file='${file}'/></serial><serial type='pty'/>`);
  const domain = await defineDomain(hand, xml);
  expect(await readSerialLog(hypervisor, domain.uuid, 0)).toEqual({ why: "missing" });
  await createDomain(hand, domain);
  try {
    const said = async () => JSON.stringify(await readSerialLog(hypervisor, domain.uuid, 0));
    await until("said", async () => /SeaBIOS/.test(await said()));
    expect(await readSerialLog(hypervisor, domain.uuid, 1)).toEqual({ why: "none" });
  } finally {
    await destroyDomain(hand, domain);
  }
  expect(await readSerialLog(hypervisor, domain.uuid, 0)).toMatchObject({ text: expect.stringContaining("SeaBIOS"), sinceStart: true });
  await expect(readSerialLog(hypervisor, domain.uuid, 2)).rejects.toMatchObject({ code: "no-such-display" });
});

it("a log that no start empties is told as one", async () => {
  const { hypervisor, hand } = await at(daemon.uriFor("test:///default"));
  const file = join(folder, "kept.log");
  writeFileSync(file, "of the run before\n");
  const domain = await createDomainXml(hand, testDomain("kept", `<serial type='pty'><log file='${file}' append='on'/></serial>`));
  expect(await readSerialLog(hypervisor, domain.uuid, 0)).toEqual({ text: "of the run before\n", cut: false, sinceStart: false });
  await destroyDomain(hand, domain);
});
