import { OrielError } from "#server/errors.ts";
import type { Connection } from "#server/libvirt/connection.ts";
import { lookupByUuid } from "#server/libvirt/domains.ts";
import { DeadlineError } from "#server/libvirt/error.ts";
import { screenshot } from "#server/libvirt/screenshot.ts";
import { Breaker } from "./breaker.ts";
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
/** Guests that may hang at one time; a daemon has 20 workers, and each hung guest holds one. */
const HUNG_MAX = 8;
/** Bytes of pictures that are kept. */
const CACHE_BYTES = 32 * 1024 * 1024;

/** The screens of one hypervisor's machines. Callers share pictures; guests that hang are left alone for a while. */
export class Screenshots {
  readonly #hypervisor: Hypervisor;
  readonly #breaker = new Breaker(HUNG_MAX);
  /** Oldest first. */
  readonly #taken = new Map<string, Screenshot>();
  readonly #underWay = new Map<string, Promise<Screenshot>>();
  #bytes = 0;

  constructor(hypervisor: Hypervisor) {
    this.#hypervisor = hypervisor;
  }

  /**
   * A picture of the machine's first screen, at most `maxAgeMs` old.
   * @throws {OrielError} machine-unknown; machine-off; no-such-display where it has no screen; libvirt-failed where it hangs or cannot
   * give one; host-unreachable; host-refused
   */
  async take(uuid: string, { maxAgeMs }: { maxAgeMs: number }): Promise<Screenshot> {
    const known = this.#taken.get(uuid);
    if (known && Date.now() - known.takenAt.getTime() <= maxAgeMs) return known;
    const shared = this.#underWay.get(uuid) ?? this.#start(uuid);
    return shared;
  }

  /** Another run of the machine, or none: nothing that was known of its screen holds. */
  forget(uuid: string): void {
    this.#breaker.forget(uuid);
    this.#drop(uuid);
  }

  #start(uuid: string): Promise<Screenshot> {
    const taking = this.#take(uuid).finally(() => this.#underWay.delete(uuid));
    this.#underWay.set(uuid, taking);
    return taking;
  }

  async #take(uuid: string): Promise<Screenshot> {
    if (!this.#breaker.allows(uuid)) throw new OrielError("libvirt-failed", "The machine's screen did not answer a moment ago.");
    try {
      const use = (connection: Connection) => this.#ask(connection, uuid);
      const taken = { image: await this.#hypervisor.screenshots.run(use, AbortSignal.timeout(TURN_MS)), takenAt: new Date() };
      this.#breaker.forget(uuid);
      this.#keep(uuid, taken);
      return taken;
    } catch (error) {
      throw refusal(error);
    }
  }

  async #ask(connection: Connection, uuid: string): Promise<ScreenImage> {
    const domain = await lookupByUuid(connection, uuid, { deadlineMs: DEADLINE_MS });
    if (domain.id < 0) throw new OrielError("machine-off");
    try {
      const { mime, data } = await screenshot(connection, domain, 0, { deadlineMs: DEADLINE_MS });
      return imageOf(mime, data);
    } catch (error) {
      if (!(error instanceof DeadlineError)) throw error;
      this.#breaker.failed(uuid);
      throw new OrielError("libvirt-failed", `The machine gave no picture within ${DEADLINE_MS / 1000} s. It may hang.`, { cause: error });
    }
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
