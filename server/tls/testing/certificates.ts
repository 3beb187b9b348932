import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate } from "../make-certificate.ts";

const DAY_MS = 24 * 3600 * 1000;

export type Pair = { cert: string; key: string };

/** A certificate that vouches for itself, for the loopback's names; its dates are days from now. */
export function selfSignedPair({ hosts = ["localhost", "127.0.0.1", "::1"], from = -1, to = 90 } = {}): Pair {
  const at = (days: number) => new Date(Date.now() + days * DAY_MS);
  return makeCertificate({ hosts, name: `test ${randomBytes(4).toString("hex")}`, notBefore: at(from), notAfter: at(to) });
}

/** A certificate for the same that an authority of this test vouches for; `ca` is the authority's own. */
export function issuedPair(): Pair & { ca: string } {
  const directory = mkdtempSync(join(tmpdir(), "oriel-ca-"));
  const file = (name: string) => join(directory, name);
  const request = (...args: string[]) =>
    execFileSync("openssl", ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "90", ...args], {
      stdio: "pipe",
    });
  try {
    request("-subj", "/CN=Test Authority", "-keyout", file("ca.key"), "-out", file("ca.crt"));
    const names = "subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1";
    const issued = ["-CA", file("ca.crt"), "-CAkey", file("ca.key"), "-addext", names, "-addext", "basicConstraints=critical,CA:FALSE"];
    request("-subj", "/CN=localhost", ...issued, "-keyout", file("key.pem"), "-out", file("cert.pem"));
    return {
      cert: readFileSync(file("cert.pem"), "utf8"),
      key: readFileSync(file("key.pem"), "utf8"),
      ca: readFileSync(file("ca.crt"), "utf8"),
    };
  } finally {
    rmSync(directory, { recursive: true });
  }
}
