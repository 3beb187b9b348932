import { createPrivateKey, X509Certificate } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { connect, createServer } from "node:tls";
import { expect, test } from "vitest";
import { makeCertificate } from "./make-certificate.ts";
import { issuedBy } from "./testing/certificates.ts";

const spec = {
  hosts: ["localhost", "127.0.0.1", "::1", "vm.example.org", "2001:db8::7"],
  name: "Oriel on vm",
  notBefore: new Date("2026-01-02T03:04:05Z"),
  notAfter: new Date("2027-02-03T04:05:06Z"),
};

test("it is for its hosts and its time, signed by its own key", async () => {
  const { cert, key } = await makeCertificate(spec);
  const parsed = new X509Certificate(cert);
  expect(parsed.checkPrivateKey(createPrivateKey(key))).toBe(true);
  expect(parsed.verify(parsed.publicKey)).toBe(true);
  expect([parsed.subject, parsed.issuer]).toEqual(["CN=Oriel on vm", "CN=Oriel on vm"]);
  expect([parsed.validFromDate, parsed.validToDate]).toEqual([spec.notBefore, spec.notAfter]);
  expect(parsed.subjectAltName).toBe(
    "DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1, DNS:vm.example.org, IP Address:2001:DB8:0:0:0:0:0:7",
  );
  expect(parsed.publicKey.asymmetricKeyDetails?.namedCurve).toBe("prime256v1");
  expect(parsed.keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
  expect(parsed.ca).toBe(true);
});

test("every one has a key and a positive number of its own", async () => {
  const made = await Promise.all(Array.from({ length: 20 }, async () => new X509Certificate((await makeCertificate(spec)).cert)));
  expect(new Set(made.map(({ serialNumber }) => serialNumber)).size).toBe(20);
  for (const { serialNumber } of made) expect(serialNumber).toMatch(/^[4-7][0-9A-F]{31}$/);
  expect(new Set(made.map(({ publicKey }) => publicKey.export({ type: "spki", format: "pem" }))).size).toBe(20);
});

test("dates from 2050 on, and many hosts", async () => {
  const hosts = Array.from({ length: 300 }, (_, index) => `host-${index}.example.org`);
  const { cert } = await makeCertificate({ ...spec, hosts, notAfter: new Date("2051-02-03T04:05:06Z") });
  const parsed = new X509Certificate(cert);
  expect(parsed.validToDate).toEqual(new Date("2051-02-03T04:05:06Z"));
  expect(parsed.checkHost("host-299.example.org")).toBe("host-299.example.org");
});

/** Whether a client that trusts `ca` takes the server's certificate for a name, "" for 127.0.0.1; else why not. */
async function trusts(server: { cert: string; key: string }, ca: string, servername: string): Promise<string> {
  const listener = createServer(server, (socket) => socket.end()).listen(0, "127.0.0.1");
  listener.on("tlsClientError", () => {});
  await once(listener, "listening");
  const client = connect({ host: "127.0.0.1", port: (listener.address() as AddressInfo).port, ca, servername });
  const outcome = await once(client, "secureConnect").then(
    () => "trusted",
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  );
  client.destroy();
  listener.close();
  return outcome;
}

test("who has installed it trusts it for its hosts, and for no others", async () => {
  const own = await makeCertificate({ ...spec, notBefore: new Date(Date.now() - 1000), notAfter: new Date(Date.now() + 3_600_000) });
  const other = await makeCertificate({ ...spec, notBefore: new Date(Date.now() - 1000), notAfter: new Date(Date.now() + 3_600_000) });
  expect(await trusts(own, own.cert, "localhost")).toBe("trusted");
  expect(await trusts(own, own.cert, "")).toBe("trusted");
  expect(await trusts(own, own.cert, "example.org")).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
  expect(await trusts(other, own.cert, "localhost")).not.toBe("trusted");
});

test("whoever gets hold of its key can make those who have installed it trust no other host", async () => {
  const own = await makeCertificate({ ...spec, notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 3_600_000) });
  const chained = (names: string) => {
    const { cert, key } = issuedBy(own, names);
    return { cert: cert + own.cert, key };
  };
  expect(await trusts(chained("DNS:localhost"), own.cert, "localhost")).toBe("trusted");
  expect(await trusts(chained("DNS:bank.example.com"), own.cert, "bank.example.com")).toBe("UNSPECIFIED");
  expect(await trusts(chained("DNS:localhost,IP:192.0.2.9"), own.cert, "localhost")).toBe("UNSPECIFIED");
});
