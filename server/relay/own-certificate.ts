import { X509Certificate } from "node:crypto";
import type { ServerResponse } from "node:http";
import type { Certificate } from "#server/tls/certificate.ts";

/** Where devices get a certificate that vouches for itself, below the base path: they can install what browsers only warn of. */
export const OWN_CERTIFICATE_PATH = "/certificate.crt";

/** Answers with the certificate (DER), as what phones and desktops offer to install. The handshake has shown it to everybody. */
export function answerOwnCertificate(response: ServerResponse, { cert }: Certificate): void {
  const { raw } = new X509Certificate(cert);
  response.writeHead(200, {
    "content-type": "application/x-x509-ca-cert",
    "content-length": raw.length,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
  });
  response.end(raw);
}
