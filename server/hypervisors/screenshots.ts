import { OrielError } from "#server/errors.ts";
import type { Connection } from "#server/libvirt/connection.ts";
import { lookupByUuid } from "#server/libvirt/domains.ts";
import { screenshot } from "#server/libvirt/screenshot.ts";
import type { Hypervisor } from "./hypervisor.ts";
import { type RawImage, readPpm } from "./ppm.ts";
import { refusal } from "./refusal.ts";

/** A picture as libvirt gave it where that is PNG, else its pixels. */
export type ScreenImage = { mime: "image/png"; data: Buffer } | ({ mime: "raw" } & RawImage);
export type Screenshot = { image: ScreenImage; takenAt: Date };

/** A picture takes 20-30 ms on a guest that is well. */
const DEADLINE_MS = 5_000;
/** Milliseconds a caller waits for its turn: a page of machines may ask for all of them at once. */
const TURN_MS = 20_000;
/**
 * Guests that may hang before those that never gave a picture are no longer asked for one: with two more under way, four of the daemon's
 * first five workers may be held, and one is left for everything else.
 */
const HANGING_FEW = 3;
/** Guests that may hang before nobody is asked any more; a daemon has 20 workers at most. */
const HANGING_MANY = 10;
/** Bytes of pictures that are kept. */
const CACHE_BYTES = 32 * 1024 * 1024;

/** The screens of one hypervisor's machines. Callers share pictures; guests that hang are left alone. */
export class Screenshots {
  readonly #hypervisor: Hypervisor;
  /** Oldest first. */
  readonly #taken = new Map<string, Screenshot>();
  readonly #underWay = new Map<string, Promise<Screenshot>>();
  /** Machines whose present run has given a picture: they are less likely to hang. */
  readonly #gavePicture = new Set<string>();
  #bytes = 0;

  constructor(hypervisor: Hypervisor) {
    this.#hypervisor = hypervisor;
  }

  /**
   * A picture of the machine's first screen, at most `maxAgeMs` old.
   * @throws {OrielError} machine-unknown; machine-off; libvirt-failed where it hangs or cannot give one; host-unreachable; host-refused
   */
  async take(uuid: string, { maxAgeMs }: { maxAgeMs: number }): Promise<Screenshot> {
    const known = this.#taken.get(uuid);
    if (known && Date.now() - known.takenAt.getTime() <= maxAgeMs) return known;
    return this.#underWay.get(uuid) ?? this.#start(uuid);
  }

  /** Another run of the machine, or none: its last picture is of the past. */
  forget(uuid: string): void {
    this.#gavePicture.delete(uuid);
    this.#drop(uuid);
  }

  #start(uuid: string): Promise<Screenshot> {
    const taking = this.#take(uuid).finally(() => this.#underWay.delete(uuid));
    this.#underWay.set(uuid, taking);
    return taking;
  }

  async #take(uuid: string): Promise<Screenshot> {
    try {
      const use = (connection: Connection) => this.#ask(connection, uuid);
      const taken = { image: await this.#hypervisor.screenshots.run(use, AbortSignal.timeout(TURN_MS)), takenAt: new Date() };
      this.#keep(uuid, taken);
      return taken;
    } catch (error) {
      throw refusal(error);
    }
  }

  async #ask(connection: Connection, uuid: string): Promise<ScreenImage> {
    const { guestCalls } = this.#hypervisor;
    if (guestCalls.hangs(uuid)) throw new OrielError("libvirt-failed", "The machine has not answered an earlier request yet: it hangs.");
    if (guestCalls.count >= (this.#gavePicture.has(uuid) ? HANGING_MANY : HANGING_FEW))
      throw new OrielError("libvirt-failed", `${guestCalls.count} of the hypervisor's machines hang: it is asked for no more pictures.`);
    const domain = await lookupByUuid(connection, uuid, { deadlineMs: DEADLINE_MS });
    if (domain.id < 0) throw new OrielError("machine-off");
    const { mime, data } = await guestCalls.make(uuid, connection, () => screenshot(connection, domain, 0, { deadlineMs: DEADLINE_MS }));
    this.#gavePicture.add(uuid);
    return imageOf(mime, data);
  }

  #keep(uuid: string, taken: Screenshot): void {
    this.#drop(uuid);
    this.#taken.set(uuid, taken);
    this.#bytes += taken.image.data.length;
    for (const oldest of this.#taken.keys()) {
      if (this.#bytes <= CACHE_BYTES) break;
      this.#drop(oldest);
    }
  }

  #drop(uuid: string): void {
    this.#bytes -= this.#taken.get(uuid)?.image.data.length ?? 0;
    this.#taken.delete(uuid);
  }
}

/** libvirt names the form; QEMU before 7.1, and a libvirt that does not ask it for PNG, give a pixmap. */
function imageOf(mime: string, data: Buffer): ScreenImage {
  return mime === "image/png" ? { mime, data } : { mime: "raw", ...readPpm(data) };
}
