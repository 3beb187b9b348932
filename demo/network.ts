import { hostAndPort, isLoopback } from "#server/config.ts";
import { dayOf, readCertificate } from "#server/tls/certificate.ts";
import { ownHosts } from "#server/tls/own-hosts.ts";
import { selfSignedFiles } from "#server/tls/self-signed.ts";
import { freePort } from "./portal.ts";

/** The settings by which the portal serves this machine alone over http, or its network over https. */
export async function listenSettings(network: boolean): Promise<Record<string, string>> {
  if (!network) return { ORIEL_LISTEN: `127.0.0.1:${await freePort()}` };
  return { ORIEL_LISTEN: `:${await freePort(7480, "")}`, ORIEL_TLS: "self-signed" };
}

/** What people need to know before they open an address of the network: the others there are, and what their browsers will say. */
export async function networkLines(url: string, stateDirectory: string): Promise<string[]> {
  const { fingerprint, validTo } = await readCertificate(selfSignedFiles(stateDirectory));
  const { port, pathname } = new URL(url);
  const hosts = (await ownHosts("")).filter((host) => !isLoopback(host));
  const urls = hosts.map((host) => `https://${hostAndPort(host, Number(port))}${pathname}`).filter((other) => other !== url);
  return [
    `Every device of this network can open it${urls.length > 0 ? `, also at ${urls.join(" ")}` : ""}.`,
    "",
    "Browsers warn that the connection is not private: the portal made its certificate itself, and nobody vouches for it.",
    `It is the right one (until ${dayOf(validTo)}) if the browser shows this SHA-256 fingerprint:`,
    fingerprint,
    "Then go on: Chrome, Edge and Firefox under Advanced, Safari under Show Details.",
    `A device that installs ${url}certificate.crt warns no more.`,
    "",
  ];
}
