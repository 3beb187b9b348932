import { fork } from "node:child_process";
import { once } from "node:events";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type PrivateLibvirtd, startPrivateLibvirtd } from "#demo/libvirtd.ts";
import { leasesOf, lockOver } from "#server/access/lease.ts";
import { openRfb } from "#server/display/rfb/open.ts";
import { resolveDisplay } from "#server/hypervisors/display.ts";
import { freshPassword } from "#server/hypervisors/display-password.ts";
import { Hypervisor } from "#server/hypervisors/hypervisor.ts";
import { biosGuest } from "#server/hypervisors/testing/domains.ts";
import { createDomainXml } from "#server/libvirt/lifecycle.ts";
import { parseHypervisors } from "#server/libvirt/uri.ts";
import { scratchStore } from "#server/store/scratch.ts";
import type { PasswordResult, PasswordTask } from "./password-at-once.ts";

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

const passwordOf = (given: PasswordResult) => (given !== "ready" && given.state === "set" ? given.password : "");

it("processes that ask for a password at once all get the one that opens the display", async () => {
  const hand = await hypervisor.connect();
  const { uuid } = await createDomainXml(hand, biosGuest("shared"));
  hand.close();
  const store = await scratchStore();
  const children = Array.from({ length: 3 }, () => fork(new URL("./password-at-once.ts", import.meta.url)));
  const tell = (task: PasswordTask) =>
    Promise.all(
      children.map(async (child) => {
        const answer = once(child, "message");
        child.send(task);
        return (await answer)[0] as PasswordResult;
      }),
    );
  await tell({ uri: `here=${daemon.uri}`, uuid, stateDir: store.stateDir });
  const { address } = await resolveDisplay(hypervisor, uuid, "vnc");
  let password = "s3cret";
  for (let round = 0; round < 10; round++) {
    const given = (await tell({ refused: password })).map(passwordOf);
    expect(new Set(given).size).toBe(1);
    expect(given[0]).not.toBe(password);
    [password = ""] = given;
    (await openRfb(address, password)).stream.destroy();
  }
  const lock = lockOver(leasesOf(store));
  const next = await freshPassword(hypervisor, uuid, "vnc", { lock, validMs: 60_000 });
  (await openRfb(address, passwordOf(next))).stream.destroy();
  await expect(openRfb(address, password)).rejects.toMatchObject({ code: "display-refused" });
  for (const child of children) child.send("end" satisfies PasswordTask);
});
