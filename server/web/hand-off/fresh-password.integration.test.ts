import { fork } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type PrivateLibvirtd, startPrivateLibvirtd } from "#demo/libvirtd.ts";
import { leasesOf, lockOver } from "#server/access/lease.ts";
import { openRfb } from "#server/display/rfb/open.ts";
import { resolveDisplay } from "#server/hypervisors/display.ts";
import { type DisplayPassword, freshPassword, usablePassword } from "#server/hypervisors/display-password.ts";
import { Hypervisor } from "#server/hypervisors/hypervisor.ts";
import { biosGuest } from "#server/hypervisors/testing/domains.ts";
import { createDomainXml } from "#server/libvirt/lifecycle.ts";
import { parseHypervisors } from "#server/libvirt/uri.ts";
import { scratchStore } from "#server/store/scratch.ts";
import type { PasswordTask } from "./password-at-once.ts";

let daemon: PrivateLibvirtd;
let hypervisor: Hypervisor;

beforeAll(async () => {
  daemon = await startPrivateLibvirtd();
  for (const uri of parseHypervisors(`here=${daemon.uri}`)) hypervisor = new Hypervisor(uri);
});

afterAll(async () => {
  hypervisor?.close();
  await daemon?.stop();
});

const passwordOf = (given: DisplayPassword) => (given.state === "set" ? given.password : "");

it("processes that ask for a password at once all get the one that opens the display", async () => {
  const hand = await hypervisor.connect();
  const { uuid } = await createDomainXml(hand, biosGuest("shared"));
  hand.close();
  const store = await scratchStore();
  const lock = lockOver(leasesOf(store));
  const refused = "s3cret";
  const task: PasswordTask = { uri: `here=${daemon.uri}`, uuid, refused, stateDir: store.stateDir };
  const children = Array.from({ length: 3 }, () => fork(new URL("./password-at-once.ts", import.meta.url)));
  const answers = children.map(async (child) => (await once(child, "message"))[0] as DisplayPassword);
  for (const child of children) child.send(task);
  const given = await Promise.all([usablePassword(hypervisor, uuid, "vnc", { lock, refused }), ...answers]);
  const [password = ""] = given.map(passwordOf);
  expect(new Set(given.map(passwordOf))).toEqual(new Set([password]));
  const { address } = await resolveDisplay(hypervisor, uuid, "vnc");
  (await openRfb(address, password)).stream.destroy();
  const next = await freshPassword(hypervisor, uuid, "vnc", { lock, validMs: 60_000 });
  (await openRfb(address, passwordOf(next))).stream.destroy();
  await expect(openRfb(address, password)).rejects.toMatchObject({ code: "display-refused" });
});
