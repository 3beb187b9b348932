import { afterAll, beforeAll, expect, it } from "vitest";
import { type PrivateLibvirtd, startPrivateLibvirtd } from "#demo/libvirtd.ts";
import { openRfb } from "#server/display/rfb/open.ts";
import type { Connection } from "#server/libvirt/connection.ts";
import { updateDevice } from "#server/libvirt/device.ts";
import type { DomainRef } from "#server/libvirt/domain-ref.ts";
import { domainXml } from "#server/libvirt/domains.ts";
import { createDomain, createDomainXml, defineDomain, destroyDomain } from "#server/libvirt/lifecycle.ts";
import { parseHypervisors } from "#server/libvirt/uri.ts";
import { resolveDisplay } from "./display.ts";
import { type DisplayPassword, freshPassword, isSpent, type Lock, usablePassword } from "./display-password.ts";
import { graphicsWith } from "./graphics-element.ts";
import { Hypervisor } from "./hypervisor.ts";
import { biosGuest } from "./testing/domains.ts";
import { until } from "./testing/recorder.ts";
import { spiceLink } from "./testing/spice-link.ts";

const SPICE = `<graphics type='spice' port='-1' autoport='yes' passwd='spice-s3cret'>
  <listen type='address' address='127.0.0.1'/><image compression='lz'/><clipboard copypaste='no'/></graphics>`;

/** FramebufferUpdateRequest of 16 x 16 pixels (RFC 6143 section 7.5.3). */
const UPDATE_REQUEST = Buffer.from([3, 0, 0, 0, 0, 0, 0, 16, 0, 16]);

let daemon: PrivateLibvirtd;
let hypervisor: Hypervisor;
let hand: Connection;
let guest: DomainRef;

beforeAll(async () => {
  daemon = await startPrivateLibvirtd();
  for (const uri of parseHypervisors(`here=${daemon.uri}`)) hypervisor = new Hypervisor(uri);
  hand = await hypervisor.connect();
  guest = await createDomain(hand, await defineDomain(hand, biosGuest("guest", SPICE)));
});

afterAll(async () => {
  hypervisor?.close();
  hand?.close();
  await daemon?.stop();
});

const alone: Lock = (_, act) => act();

const liveXml = (domain = guest) => domainXml(hand, domain, { secure: true });
const passwordOf = (given: DisplayPassword) => (given.state === "set" ? given.password : "");

/** Opens VNC with a password. */
async function openVnc(password: string) {
  const { address } = await resolveDisplay(hypervisor, guest.uuid, "vnc");
  return openRfb(address, password);
}

async function vncTakes(password: string): Promise<boolean> {
  try {
    (await openVnc(password)).stream.destroy();
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: "display-refused" });
    return false;
  }
}

async function spiceTakes(password: string): Promise<boolean> {
  const { address } = await resolveDisplay(hypervisor, guest.uuid, "spice");
  return address.kind === "tcp" && (await spiceLink(address.port, password)) === "ok";
}

/** Ends the present password, as time would. */
async function spend(type: "vnc" | "spice"): Promise<void> {
  const element = graphicsWith(await liveXml(), type, { passwdValidTo: "2001-01-01T00:00:00" });
  await updateDevice(hand, guest, element ?? "", { live: true });
}

it.each([
  { type: "vnc", first: "s3cret", form: /^[A-Za-z0-9]{8}$/, takes: vncTakes },
  { type: "spice", first: "spice-s3cret", form: /^[A-Za-z0-9]{32}$/, takes: spiceTakes },
] as const)("$type: the present password is used until it is spent, then a fresh one opens and the old one does not", async (kind) => {
  const { type, first, form, takes } = kind;
  expect(await usablePassword(hypervisor, guest.uuid, type, { lock: alone })).toEqual({ state: "set", password: first, validTo: null });
  expect(await takes(first)).toBe(true);
  await spend(type);
  expect(await takes(first)).toBe(false);
  const fresh = await usablePassword(hypervisor, guest.uuid, type, { lock: alone });
  expect(fresh).toEqual({ state: "set", password: expect.stringMatching(form), validTo: expect.any(Date) });
  expect(await takes(passwordOf(fresh))).toBe(true);
  expect(await takes(first)).toBe(false);
  expect(await usablePassword(hypervisor, guest.uuid, type, { lock: alone })).toEqual(fresh);
  const next = await usablePassword(hypervisor, guest.uuid, type, { lock: alone, refused: passwordOf(fresh) });
  expect(passwordOf(next)).not.toBe(passwordOf(fresh));
  expect(await takes(passwordOf(next))).toBe(true);
  expect(await takes(passwordOf(fresh))).toBe(false);
});

it("a fresh password ends by itself, and what is open stays open", async () => {
  const given = await freshPassword(hypervisor, guest.uuid, "vnc", { lock: alone, validMs: 8_000 });
  const { stream, flow } = await openVnc(passwordOf(given));
  await until("spent", async () => !(await vncTakes(passwordOf(given))));
  const end = given.state === "set" && given.validTo ? given.validTo.getTime() : 0;
  expect(Date.now()).toBeGreaterThan(end - 2_000);
  await freshPassword(hypervisor, guest.uuid, "vnc", { lock: alone, validMs: 60_000 });
  let received = 0;
  flow((bytes) => {
    received += bytes.length;
  });
  stream.resume();
  stream.write(UPDATE_REQUEST);
  await until("a picture", () => received > 0);
  stream.destroy();
});

it("everything else of the running machine's XML stays, and all of the definition's", async () => {
  const inactive = () => domainXml(hand, guest, { secure: true, inactive: true });
  const [live, definition] = [await liveXml(), await inactive()];
  for (const type of ["vnc", "spice"] as const) await freshPassword(hypervisor, guest.uuid, type, { lock: alone, validMs: 60_000 });
  const withoutPasswords = (xml: string) => xml.replaceAll(/ passwd(ValidTo)?='[^']*'/g, "");
  const after = await liveXml();
  expect(after).not.toBe(live);
  expect(withoutPasswords(after)).toBe(withoutPasswords(live));
  expect(await inactive()).toBe(definition);
  expect(definition).toContain("passwd='s3cret'");
});

it("a display that was started without a password is open, and takes none", async () => {
  const devices = SPICE.replace(" passwd='spice-s3cret'", "");
  const open = await createDomainXml(hand, biosGuest("open", devices).replace(" passwd='s3cret'", ""));
  const before = await liveXml(open);
  for (const type of ["vnc", "spice"] as const) {
    expect(await freshPassword(hypervisor, open.uuid, type, { lock: alone, validMs: 60_000 })).toEqual({ state: "open" });
    expect(await usablePassword(hypervisor, open.uuid, type, { lock: alone })).toEqual({ state: "open" });
  }
  expect(await liveXml(open)).toBe(before);
  await destroyDomain(hand, open);
});

it("says what cannot be", async () => {
  const ask = (uuid: string, type: "vnc" | "spice") => freshPassword(hypervisor, uuid, type, { lock: alone, validMs: 60_000 });
  await expect(ask("00000000-1111-2222-3333-444444444444", "vnc")).rejects.toMatchObject({ code: "machine-unknown" });
  const off = await defineDomain(hand, biosGuest("off"));
  await expect(ask(off.uuid, "vnc")).rejects.toMatchObject({ code: "machine-off" });
  const running = await createDomain(hand, off);
  await expect(ask(off.uuid, "spice")).rejects.toMatchObject({ code: "no-such-display" });
  await destroyDomain(hand, running);
});

it("a time that cannot be read counts as over, and no time as never", () => {
  const at = (ms: number) => new Date(Date.now() + ms).toISOString().slice(0, 19);
  expect([null, at(60_000), at(-1_000), "tomorrow"].map(isSpent)).toEqual([false, false, true, true]);
});
