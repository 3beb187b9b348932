import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from "node:crypto";
import ipaddr from "ipaddr.js";
import * as der from "./der.ts";

/** Identifiers of RFC 5280 (appendix A) and RFC 5758 (section 3.2). */
const oid = {
  ecdsaWithSha256: "1.2.840.10045.4.3.2",
  commonName: "2.5.4.3",
  subjectKeyIdentifier: "2.5.29.14",
  keyUsage: "2.5.29.15",
  subjectAltName: "2.5.29.17",
  basicConstraints: "2.5.29.19",
  nameConstraints: "2.5.29.30",
  extKeyUsage: "2.5.29.37",
  serverAuth: "1.3.6.1.5.5.7.3.1",
};

/** The choices of GeneralName (RFC 5280, section 4.2.1.6). */
const DNS_NAME = 2;
const IP_ADDRESS = 7;

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
export function makeCertificate(spec: CertificateSpec): { cert: string; key: string } {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const signed = toBeSigned(spec, publicKey);
  const signature = sign("sha256", signed, privateKey);
  const certificate = der.sequence(signed, der.sequence(der.objectId(oid.ecdsaWithSha256)), der.bitString(signature));
  return { cert: pem("CERTIFICATE", certificate), key: privateKey.export({ type: "pkcs8", format: "pem" }) as string };
}

/** TBSCertificate (RFC 5280, section 4.1). */
function toBeSigned({ hosts, name, notBefore, notAfter }: CertificateSpec, publicKey: KeyObject): Buffer {
  const itself = der.sequence(der.set(der.sequence(der.objectId(oid.commonName), der.utf8String(name))));
  const keyInfo = publicKey.export({ type: "spki", format: "der" });
  return der.sequence(
    der.tagged(0, der.integer(2)),
    der.integer(...serialNumber()),
    der.sequence(der.objectId(oid.ecdsaWithSha256)),
    itself,
    der.sequence(der.time(notBefore), der.time(notAfter)),
    itself,
    keyInfo,
    der.tagged(3, der.sequence(...extensions(hosts, keyInfo))),
  );
}

/** 126 random bits behind one that is set: never zero, never negative, at most 20 bytes (RFC 5280, section 4.1.2.2). */
function serialNumber(): number[] {
  const [first = 0, ...rest] = randomBytes(16);
  return [(first & 0x3f) | 0x40, ...rest];
}

function extensions(hosts: readonly string[], keyInfo: Buffer): Buffer[] {
  const onlyLeaves = der.sequence(der.TRUE, der.integer(0));
  // digitalSignature (bit 0) and keyCertSign (bit 5).
  const usage = der.bitString(Buffer.of(0b10000100), 2);
  const keyId = createHash("sha256").update(keyInfo).digest().subarray(0, 20);
  return [
    extension(oid.basicConstraints, onlyLeaves, true),
    extension(oid.keyUsage, usage, true),
    extension(oid.extKeyUsage, der.sequence(der.objectId(oid.serverAuth))),
    extension(oid.subjectAltName, der.sequence(...hosts.map((host) => generalName(host, "host")))),
    extension(oid.nameConstraints, der.sequence(der.tagged(0, ...hosts.map((host) => der.sequence(generalName(host, "range"))))), true),
    extension(oid.subjectKeyIdentifier, der.octetString(keyId)),
  ];
}

function extension(id: string, value: Buffer, critical = false): Buffer {
  return der.sequence(der.objectId(id), ...(critical ? [der.TRUE] : []), der.octetString(value));
}

/** As a range, an address is followed by its mask (RFC 5280, section 4.2.1.10). */
function generalName(host: string, as: "host" | "range"): Buffer {
  if (!ipaddr.isValid(host)) return der.taggedBytes(DNS_NAME, Buffer.from(host, "latin1"));
  const bytes = Buffer.from(ipaddr.parse(host).toByteArray());
  return der.taggedBytes(IP_ADDRESS, as === "host" ? bytes : Buffer.concat([bytes, Buffer.alloc(bytes.length, 0xff)]));
}

function pem(label: string, bytes: Buffer): string {
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n`;
}
