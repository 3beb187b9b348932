import { randomInt } from "node:crypto";
import { OrielError } from "#server/errors.ts";
import type { CallOptions } from "#server/libvirt/caller.ts";
import type { Connection } from "#server/libvirt/connection.ts";
import { updateDevice } from "#server/libvirt/device.ts";
import type { DomainRef } from "#server/libvirt/domain-ref.ts";
import { domainXml, lookupByUuid } from "#server/libvirt/domains.ts";
import { errorCode, LibvirtError } from "#server/libvirt/error.ts";
import type { GraphicsFacts } from "./domain-facts.ts";
import { readDomainXml } from "./domain-xml.ts";
import { graphicsWith } from "./graphics-element.ts";
import type { Hypervisor } from "./hypervisor.ts";
import { refusal } from "./refusal.ts";
import { joinVmId } from "./vm-id.ts";

/** Does something while nobody else, in this process or another, does something under the same name. */
export type Lock = <T>(name: string, act: () => Promise<T>) => Promise<T>;

/** The password of a display: `open` where it was started without one and so takes none until its next start. */
export type DisplayPassword =
  | { state: "open" }
  | {
      state: "set";
      password: string;
      /** Until when it opens the display; null: as long as the machine runs. */
      validTo: Date | null;
    };

type DisplayType = "vnc" | "spice";

/** Milliseconds for everything that is done under the lock. */
const DEADLINE_MS = 10_000;
/** Milliseconds for QEMU to take a password, which it does in a few. */
const CHANGE_MS = 5_000;
/** Milliseconds that the relay's passwords are good for: it dials at once. */
const CONSOLE_MS = 60_000;
/** Milliseconds before its end from which a password counts as spent: there must be time to dial, and libvirt's clock may differ a little. */
const MARGIN_MS = 5_000;

const LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
/** VNC's own authentication takes 8 characters (RFC 6143 section 7.2.2), SPICE's at most 60 (SPICE_MAX_PASSWORD_LENGTH). */
const LENGTH: Record<DisplayType, number> = { vnc: 8, spice: 32 };

/**
 * Whether a password with this end no longer opens its display, or will not by the time that it is dialled.
 * @param validTo as libvirt writes it, UTC; null: it has no end
 */
export function isSpent(validTo: string | null): boolean {
  const end = endOf(validTo);
  return end !== null && end.getTime() - MARGIN_MS <= Date.now();
}

/**
 * A password that opens a running machine's display now: the present one where that is not spent, else a fresh one.
 * @param options.refused the one that the display has just refused: it counts as spent
 * @throws as {@link freshPassword} does
 */
export function usablePassword(
  hypervisor: Hypervisor,
  uuid: string,
  type: DisplayType,
  options: { lock: Lock; refused?: string | null },
): Promise<DisplayPassword> {
  const isUsable = ({ password, passwordValidTo }: GraphicsFacts) =>
    password !== null && password !== options.refused && !isSpent(passwordValidTo);
  return underLock(hypervisor, uuid, type, options.lock, { isUsable, validMs: CONSOLE_MS });
}

/**
 * Gives a running machine's display a new random password that ends by itself, and makes sure that it has it. Whoever is connected stays so;
 * the definition keeps its own password, which counts again at the machine's next start.
 * @param options.validMs for how long one can connect with it, in milliseconds; good to about a second
 * @throws {OrielError} machine-unknown; machine-off; no-such-display; busy where others are changing it all the time; libvirt-failed where the change
 * was not made; host-unreachable; host-refused
 */
export function freshPassword(
  hypervisor: Hypervisor,
  uuid: string,
  type: DisplayType,
  options: { lock: Lock; validMs: number },
): Promise<DisplayPassword> {
  return underLock(hypervisor, uuid, type, options.lock, { isUsable: () => false, validMs: options.validMs });
}

type Wanted = {
  /** Whether the present password will do. */
  isUsable(present: GraphicsFacts): boolean;
  /** How long a fresh one is good for. */
  validMs: number;
};

async function underLock(hypervisor: Hypervisor, uuid: string, type: DisplayType, lock: Lock, wanted: Wanted): Promise<DisplayPassword> {
  try {
    return await lock(`display-password ${joinVmId(hypervisor.key, uuid)} ${type}`, () => {
      const signal = AbortSignal.timeout(DEADLINE_MS);
      return hypervisor.changes.run((connection) => provide({ hypervisor, connection, signal }, uuid, type, wanted), signal);
    });
  } catch (error) {
    throw refusal(error);
  }
}

/** The way to the hypervisor while a password is looked after. */
type Way = { hypervisor: Hypervisor; connection: Connection; signal: AbortSignal };

async function provide(way: Way, uuid: string, type: DisplayType, { isUsable, validMs }: Wanted): Promise<DisplayPassword> {
  const present = await readGraphics(way, uuid, type);
  const { password, passwordValidTo } = present.facts;
  if (password !== null && isUsable(present.facts)) return { state: "set", password, validTo: endOf(passwordValidTo) };
  const fresh = { passwd: makePassword(LENGTH[type]), passwdValidTo: timeText(Date.now() + validMs) };
  const element = graphicsWith(present.xml, type, fresh);
  if (element === null) throw new OrielError("no-such-display");
  if (!(await hasTaken(way, present, element))) return { state: "open" };
  await prove(way, uuid, type, fresh, present.domain.id);
  return { state: "set", password: fresh.passwd, validTo: endOf(fresh.passwdValidTo) };
}

type Present = { domain: DomainRef; xml: string; facts: GraphicsFacts };

async function readGraphics({ connection, signal }: Way, uuid: string, type: DisplayType): Promise<Present> {
  const options: CallOptions = { signal };
  const domain = await lookupByUuid(connection, uuid, options);
  if (domain.id < 0) throw new OrielError("machine-off");
  const xml = await domainXml(connection, domain, { ...options, secure: true });
  const facts = readDomainXml(xml).graphics.find((graphics) => graphics.type === type);
  if (!facts) throw new OrielError("no-such-display");
  return { domain, xml, facts };
}

/**
 * Makes the change. A display whose XML has no password may still have been started with one, the default of qemu.conf; only QEMU knows, and
 * refuses to set one where it was not.
 * @returns false where the display takes no password
 */
async function hasTaken({ hypervisor, connection }: Way, { domain, facts }: Present, element: string): Promise<boolean> {
  if (hypervisor.guestCalls.hangs(domain.uuid))
    throw new OrielError("libvirt-failed", "The machine has not answered an earlier request yet: it hangs.");
  try {
    const options = { live: true, deadlineMs: CHANGE_MS };
    await hypervisor.guestCalls.make(domain.uuid, connection, () => updateDevice(connection, domain, element, options));
    return true;
  } catch (error) {
    const takesNone = error instanceof LibvirtError && error.code === errorCode.internalError && facts.password === null;
    if (!takesNone) throw error;
    return false;
  }
}

/** libvirt answers some changes with success that it does not make. */
async function prove(
  way: Way,
  uuid: string,
  type: DisplayType,
  fresh: { passwd: string; passwdValidTo: string },
  run: number,
): Promise<void> {
  const { domain, facts } = await readGraphics(way, uuid, type);
  if (domain.id !== run) throw new OrielError("machine-changed");
  if (facts.password !== fresh.passwd || facts.passwordValidTo !== fresh.passwdValidTo)
    throw new OrielError("libvirt-failed", "libvirt took the display's new password and did not set it.");
}

function makePassword(length: number): string {
  return Array.from({ length }, () => LETTERS.charAt(randomInt(LETTERS.length))).join("");
}

/** A time as libvirt writes it: UTC, whole seconds, no zone. */
function timeText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19);
}

function endOf(validTo: string | null): Date | null {
  if (validTo === null) return null;
  const end = new Date(`${validTo}Z`);
  // A time that cannot be read must not pass for one without an end.
  return Number.isNaN(end.getTime()) ? new Date(0) : end;
}
