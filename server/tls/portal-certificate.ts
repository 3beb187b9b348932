import type { Config, TlsConfig } from "#server/config.ts";
import { type Certificate, type CertificateFiles, readValidCertificate } from "./certificate.ts";
import { ownHosts } from "./own-hosts.ts";
import { ensureSelfSigned, selfSignedFiles } from "./self-signed.ts";

/** What the portal's certificate depends on. */
export type CertificateConfig = Pick<Config, "listen" | "origins" | "stateDir"> & { tls: TlsConfig };

/** Where the portal's certificate lies. */
export function filesOf({ tls, stateDir }: CertificateConfig): CertificateFiles {
  return tls.kind === "files" ? tls : selfSignedFiles(stateDir);
}

/**
 * The certificate that the portal serves; its own is made where there is none that is still good.
 * @param now milliseconds since 1970
 * @throws {ConfigError}
 */
export async function certificateOf(config: CertificateConfig, now = Date.now()): Promise<Certificate> {
  if (config.tls.kind === "files") return readValidCertificate(config.tls, now);
  const required = urlHosts(config.origins);
  // All of the machine's, also where it listens on its loopback address: the certificate outlives that choice.
  const hosts = [...required, ...(await ownHosts(config.listen.host)), ...(await ownHosts(""))];
  return ensureSelfSigned({ stateDir: config.stateDir, hosts: [...new Set(hosts)], required, now });
}

/** The DNS names and addresses of origins. */
export function urlHosts(origins: readonly string[]): string[] {
  return origins.map((origin) => new URL(origin).hostname.replace(/^\[|\]$/g, ""));
}
