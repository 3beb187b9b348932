import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** An authority of a test's own, in a directory of its own. */
export type Authority = {
  /** Its certificate, a PEM file. */
  file: string;
  certificate: string;
  /** Makes a server certificate for these names, as openssl writes them ("IP:127.0.0.1,DNS:localhost"). */
  issue(names: string, days?: number): { cert: string; key: string };
  remove(): void;
};

const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

export function makeAuthority(): Authority {
  const directory = mkdtempSync(join(tmpdir(), "oriel-authority-"));
  const openssl = (...args: string[]) => execFileSync("openssl", args, { cwd: directory, stdio: "pipe" });
  openssl("req", "-x509", ...KEY, "-days", "90", "-subj", "/CN=An Authority", "-keyout", "ca.key", "-out", "ca.pem");
  return {
    file: join(directory, "ca.pem"),
    certificate: readFileSync(join(directory, "ca.pem"), "utf8"),
    issue: (names, days = 90) => {
      openssl(
        "req",
        "-new",
        ...KEY,
        "-subj",
        "/CN=display",
        "-addext",
        `subjectAltName=${names}`,
        "-keyout",
        "key.pem",
        "-out",
        "request.pem",
      );
      const by = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-copy_extensions", "copyall", "-days", `${days}`];
      openssl("x509", "-req", "-in", "request.pem", ...by, "-out", "cert.pem");
      return { cert: readFileSync(join(directory, "cert.pem"), "utf8"), key: readFileSync(join(directory, "key.pem"), "utf8") };
    },
    remove: () => rmSync(directory, { recursive: true }),
  };
}
