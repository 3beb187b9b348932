// @peculiar/x509 finds its parts through the Reflect API that this adds, so it must be loaded first.
import "reflect-metadata";
import { randomBytes } from "node:crypto";
import { AsnConvert } from "@peculiar/asn1-schema";
import { GeneralName, GeneralSubtree, GeneralSubtrees, id_ce_nameConstraints, NameConstraints } from "@peculiar/asn1-x509";
import * as x509 from "@peculiar/x509";
import ipaddr from "ipaddr.js";

/** ECDSA on P-256 with SHA-256 (RFC 5758, section 3.2), as WebCrypto names it. */
const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };

export type CertificateSpec = {
  /** DNS names and addresses; at least one of each, so that both kinds are constrained. */
  hosts: readonly string[];
  /** What people read in a list of certificates. */
  name: string;
  notBefore: Date;
  notAfter: Date;
};

/**
 * Makes a server certificate that signs itself, with an EC key on P-256 of its own.
 *
 * It says that it is an authority, because phones let people install no other kind; and that it vouches for its own hosts only
 * (critical name constraints) and for no further authority, so that who installs it trusts its key with nothing else.
 * @returns both in PEM
 */
export async function makeCertificate({ hosts, name, notBefore, notAfter }: CertificateSpec): Promise<{ cert: string; key: string }> {
  const keys = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name: [{ CN: [name] }],
    notBefore,
    notAfter,
    keys,
    signingAlgorithm: ALGORITHM,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature | x509.KeyUsageFlags.keyCertSign, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(hosts.map(named)),
      new x509.Extension(id_ce_nameConstraints, true, AsnConvert.serialize(only(hosts))),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  });
  const key = await crypto.subtle.exportKey("pkcs8", keys.privateKey);
  return { cert: `${certificate.toString("pem")}\n`, key: `${x509.PemConverter.encode(key, "PRIVATE KEY")}\n` };
}

/** 126 random bits behind one that is set: never zero, never negative, at most 20 bytes (RFC 5280, section 4.1.2.2). */
function serialNumber(): string {
  const bytes = randomBytes(16);
  bytes.writeUInt8((bytes.readUInt8() & 0x3f) | 0x40);
  return bytes.toString("hex");
}

function named(host: string): x509.JsonGeneralName {
  return { type: ipaddr.isValid(host) ? "ip" : "dns", value: host };
}

/** These hosts and no others (RFC 5280, section 4.2.1.10). */
function only(hosts: readonly string[]): NameConstraints {
  const subtrees = hosts.map((host) => new GeneralSubtree({ base: new GeneralName(range(host)) }));
  return new NameConstraints({ permittedSubtrees: new GeneralSubtrees(subtrees) });
}

/** As a range, an address is one with all of its bits fixed. */
function range(host: string): Partial<GeneralName> {
  if (!ipaddr.isValid(host)) return { dNSName: host };
  return { iPAddress: `${host}/${ipaddr.parse(host).kind() === "ipv4" ? 32 : 128}` };
}
