import { readFile } from "node:fs/promises";
import { hostname } from "node:os";
import { type ConnectionOptions, checkServerIdentity } from "node:tls";
import ipaddr from "ipaddr.js";
import { isLoopback } from "#server/config.ts";
import { OrielError } from "#server/errors.ts";

/**
 * How a display has to prove who it is: by a certificate of an authority that the hypervisors' administrator has chosen, never of one
 * that the system trusts with web sites, and for the name under which it is dialled.
 * @param host as libvirt names it
 * @param authorities PEM files; the first that is there counts
 * @throws {OrielError} display-untrusted where none is there
 */
export async function tlsOptions(host: string, authorities: readonly string[]): Promise<ConnectionOptions> {
  const names = namesOf(host);
  return {
    ca: await readAuthority(authorities),
    rejectUnauthorized: true,
    minVersion: "TLSv1.2",
    // Names only: an address is none (RFC 6066, section 3).
    servername: ipaddr.isValid(host) ? "" : host,
    checkServerIdentity: (_, certificate) => {
      const faults = names.map((name) => checkServerIdentity(name, certificate));
      return faults.includes(undefined) ? undefined : faults[0];
    },
  };
}

/** Whoever answers on the loopback is this machine, so that its own name will do there. */
function namesOf(host: string): string[] {
  return isLoopback(host) ? [host, "localhost", hostname()] : [host];
}

async function readAuthority(files: readonly string[]): Promise<Buffer> {
  for (const file of files) {
    try {
      return await readFile(file);
    } catch {
      // The next one.
    }
  }
  throw new OrielError("display-untrusted", `there is no authority to tell by: ${files.join(", ") || "none is named"}`);
}
