import { stat } from "node:fs/promises";
import type { Logger } from "#server/log.ts";
import { type Certificate, dayOf } from "./certificate.ts";
import { type CertificateConfig, certificateOf, filesOf, urlHosts } from "./portal-certificate.ts";
import { isStillGood } from "./self-signed.ts";

/** How often the files are looked at, in milliseconds. A change counts when the next look finds the same: who writes is done then. */
const LOOK_MS = 2_000;
const DAY_MS = 24 * 3600 * 1000;
/** From when on the log says that a certificate is about to end. */
const WARNING_MS = 14 * DAY_MS;
/** How soon the portal tries again to renew its own. */
const RETRY_MS = 3600 * 1000;

export type ServedCertificateOptions = { config: CertificateConfig; log: Logger; lookMs?: number; now?: () => number };

/**
 * The portal's certificate while it is served: read again when its files change, however they are replaced (written over, renamed
 * over, a link set elsewhere), and the portal's own made anew before it ends. What cannot be served leaves the one before in place.
 */
export class ServedCertificate {
  #current: Certificate;
  readonly #options: ServedCertificateOptions;
  readonly #now: () => number;
  readonly #listeners = new Set<(certificate: Certificate) => void>();
  #timer: NodeJS.Timeout | undefined;
  /** How the files looked when they were read last, and at the last look. */
  #read: string;
  #seen: string;
  #triedAt = Number.NEGATIVE_INFINITY;
  #warnedAt = Number.NEGATIVE_INFINITY;

  /** @throws {ConfigError} where there is nothing to serve to begin with */
  static async open(options: ServedCertificateOptions): Promise<ServedCertificate> {
    // What is written while it is read counts as a change.
    const look = await lookOf(options.config);
    return new ServedCertificate(options, await certificateOf(options.config, options.now?.()), look);
  }

  private constructor(options: ServedCertificateOptions, current: Certificate, look: string) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#current = current;
    this.#read = look;
    this.#seen = look;
    this.#schedule();
  }

  get current(): Certificate {
    return this.#current;
  }

  /** Calls the listener with every certificate that comes after the present one. */
  onChange(listener: (certificate: Certificate) => void): void {
    this.#listeners.add(listener);
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #schedule(): void {
    this.#timer = setTimeout(async () => {
      await this.#look();
      if (this.#timer) this.#schedule();
    }, this.#options.lookMs ?? LOOK_MS).unref();
  }

  async #look(): Promise<void> {
    const look = await lookOf(this.#options.config);
    const changed = look === this.#seen && look !== this.#read;
    this.#seen = look;
    if (changed || this.#mustRenew()) await this.#readAgain(look);
    this.#warnOfEnd();
  }

  #mustRenew(): boolean {
    const { tls, origins } = this.#options.config;
    const isDue = tls.kind === "self-signed" && !isStillGood(this.#current, urlHosts(origins), this.#now());
    if (!isDue || this.#now() - this.#triedAt < RETRY_MS) return false;
    this.#triedAt = this.#now();
    return true;
  }

  async #readAgain(look: string): Promise<void> {
    const { config, log } = this.#options;
    this.#read = look;
    try {
      const certificate = await certificateOf(config, this.#now());
      if (certificate.cert === this.#current.cert && certificate.key === this.#current.key) return;
      this.#current = certificate;
      for (const listener of this.#listeners) listener(certificate);
      log.info({ fingerprint: certificate.fingerprint, validTo: certificate.validTo }, "the certificate has changed");
    } catch (error) {
      log.warn({ reason: (error as Error).message }, "the changed certificate cannot be served; the one before stays");
    }
  }

  /** Once a day. */
  #warnOfEnd(): void {
    const { validTo } = this.#current;
    if (validTo.getTime() - this.#now() > WARNING_MS || this.#now() - this.#warnedAt < DAY_MS) return;
    this.#warnedAt = this.#now();
    this.#options.log.warn({ validTo }, `the certificate ends on ${dayOf(validTo)}: renew it`);
  }
}

/** What changes when a file is replaced or written to. */
async function lookOf(config: CertificateConfig): Promise<string> {
  const { cert, key } = filesOf(config);
  const looks = await Promise.all([cert, key].map((file) => stat(file, { bigint: true }).catch(() => null)));
  return looks.map((found) => (found ? [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join(" ") : "missing")).join("; ");
}
