import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeCertificate } from "../make-certificate.ts";

const DAY_MS = 24 * 3600 * 1000;

export type Pair = { cert: string; key: string };

/** A certificate that vouches for itself, for the loopback's names; its dates are days from now. */
export function selfSignedPair({ hosts = ["localhost", "127.0.0.1", "::1"], from = -1, to = 90 } = {}): Promise<Pair> {
  const at = (days: number) => new Date(Date.now() + days * DAY_MS);
  return makeCertificate({ hosts, name: `test ${randomBytes(4).toString("hex")}`, notBefore: at(from), notAfter: at(to) });
}

/** A certificate for the same that an authority of this test vouches for; `ca` is the authority's own. */
export function issuedPair(): Pair & { ca: string } {
  const authority = request("/CN=Test Authority");
  return { ...issuedBy(authority, "DNS:localhost,IP:127.0.0.1,IP:::1"), ca: authority.cert };
}

/** A certificate that another one vouches for; `names` as OpenSSL has them in subjectAltName. */
export function issuedBy(issuer: Pair, names: string): Pair {
  return request("/CN=server", { issuer, extensions: [`subjectAltName=${names}`, "basicConstraints=critical,CA:FALSE"] });
}

/** Has OpenSSL make a key and a certificate for it, which signs itself where no issuer is given. */
function request(subject: string, { issuer, extensions = [] }: { issuer?: Pair; extensions?: string[] } = {}): Pair {
  const directory = mkdtempSync(join(tmpdir(), "oriel-openssl-"));
  const file = (name: string) => join(directory, name);
  const by = issuer ? ["-CA", file("ca.crt"), "-CAkey", file("ca.key")] : [];
  const kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "90", "-subj", subject];
  try {
    writeFileSync(file("ca.crt"), issuer?.cert ?? "");
    writeFileSync(file("ca.key"), issuer?.key ?? "");
    const added = extensions.flatMap((extension) => ["-addext", extension]);
    execFileSync("openssl", ["req", ...kind, ...by, ...added, "-keyout", file("key.pem"), "-out", file("cert.pem")], { stdio: "pipe" });
    return { cert: readFileSync(file("cert.pem"), "utf8"), key: readFileSync(file("key.pem"), "utf8") };
  } finally {
    rmSync(directory, { recursive: true });
  }
}
