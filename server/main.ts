import { makeSetupToken } from "./access/setup.ts";
import { type Config, ConfigError, hostAndPort, isLoopback, originsOf, readConfig } from "./config.ts";
import { isOrielError } from "./errors.ts";
import { hypervisorsOf } from "./hypervisors/default-uri.ts";
import { createLog, type Logger } from "./log.ts";
import { claimState } from "./store/claim.ts";
import { openStore } from "./store/open.ts";
import { Child, ChildFailed } from "./supervisor/child.ts";
import { makeInternalDir } from "./supervisor/internal-dir.ts";
import { portHolder } from "./supervisor/port-holder.ts";
import { relayProgram, webProgram } from "./supervisor/programs.ts";
import { type Certificate, dayOf, readValidCertificate } from "./tls/certificate.ts";
import { ownHosts } from "./tls/own-hosts.ts";
import { certificateOf, urlHosts } from "./tls/portal-certificate.ts";

/** How long relay and web may take to end in order, in milliseconds. */
const STOP_MS = 25_000;

/** Starts the portal: relay and web, kept running until SIGTERM or SIGINT. With --check it only reads the configuration and the files it names. */
async function main(): Promise<void> {
  const given = readConfig();
  if (given.tls?.kind === "files") await readValidCertificate(given.tls);
  if (process.argv.includes("--check")) return;
  const config = { ...given, hosts: await hostsOf(given) };
  const log = createLog("main", config.logLevel);
  process.once("exit", claimState(config.stateDir));
  const certificate = await readCertificateOf(config, log);
  const setupToken = await readSetupToken(config);
  const hypervisors = await hypervisorsOf(config);
  const internalDir = makeInternalDir();
  const dev = process.argv.includes("--dev") || config.dev;
  const settings = {
    ORIEL_INTERNAL_DIR: internalDir,
    // One answer for both, as long as the portal runs: addresses come and go.
    ORIEL_INTERNAL_HOSTS: config.hosts.join(","),
    // One choice for both: which hypervisor is the default one depends on what can be reached at the moment of asking.
    ORIEL_HYPERVISORS: hypervisors.map(({ key, uri }) => `${key}=${uri}`).join(","),
    NODE_ENV: dev ? "development" : "production",
    ...(dev && { ORIEL_DEV: "1" }),
  };

  const relay = new Child("relay", relayProgram, log);
  const web = new Child("web", webProgram, log);
  const isStopping = stopOnSignals([relay, web]);
  try {
    const atPort = (port: number) => ({ ORIEL_LISTEN: hostAndPort(config.listen.host, port) });
    const { address } = await relay.start(settings, (ready) => atPort(ready.address?.port ?? config.listen.port));
    const port = address?.port ?? config.listen.port;
    await web.start({ ...settings, ...atPort(port) });
    announce({ ...config, hypervisors, listen: { ...config.listen, port } }, certificate, setupToken);
  } catch (error) {
    // A signal during the start ends the children, and the process itself where it is handled.
    if (isStopping()) return;
    await Promise.all([relay.stop(STOP_MS), web.stop(STOP_MS)]);
    throw error;
  }
}

/** The token of the set-up link; null where there is an admin. */
async function readSetupToken(config: Config): Promise<string | null> {
  const store = await openStore(config.stateDir);
  try {
    return await makeSetupToken(store);
  } finally {
    await store.close();
  }
}

/** The names and addresses that browsers may use where ORIEL_URL says nothing and others than this machine are listened to. */
async function hostsOf({ listen, origins }: Config): Promise<string[]> {
  return origins.length > 0 || isLoopback(listen.host) ? [] : ownHosts(listen.host);
}

/** null: the portal speaks http. */
async function readCertificateOf({ tls, ...config }: Config, log: Logger): Promise<Certificate | null> {
  if (!tls) return null;
  const certificate = await certificateOf({ ...config, tls });
  const missing = urlHosts(config.origins).filter((host) => !certificate.covers(host));
  if (missing.length > 0) log.warn({ missing }, "the certificate is not for every host of ORIEL_URL: browsers will warn there");
  return certificate;
}

function announce(config: Config, certificate: Certificate | null, setupToken: string | null): void {
  const [first = "", ...others] = addressesOf(config);
  const lines = [`Oriel is ready: ${first}`];
  if (others.length > 0) lines.push(`Also at: ${others.join(" ")}`);
  if (certificate?.selfSigned)
    lines.push(
      `Browsers warn of its certificate, because it vouches for itself (until ${dayOf(certificate.validTo)}). Its SHA-256 fingerprint:`,
      certificate.fingerprint,
      `Devices that install it warn no more: ${first}certificate.crt`,
    );
  lines.push(`Hypervisors: ${config.hypervisors.map(({ key, uri }) => `${key} (${uri})`).join(", ")}`);
  if (setupToken !== null) lines.push(`Make the first admin within 24 hours: ${first}setup#${setupToken}`);
  process.stdout.write(`${lines.join("\n")}\n`);
}

/** Where the portal is, for people; its loopback address is named as it was set. */
function addressesOf({ listen, tls, ...config }: Config): string[] {
  const own = config.origins.length === 0 && config.hosts.length === 0;
  const origins = own ? [`${tls ? "https" : "http"}://${hostAndPort(listen.host, listen.port)}`] : originsOf({ listen, tls, ...config });
  return origins.map((origin) => `${origin}${config.basePath}/`);
}

/** @returns whether a signal has come */
function stopOnSignals(children: Child[]): () => boolean {
  let stopping = false;
  const stop = async () => {
    // A second Ctrl-C is from somebody who does not want to wait.
    if (stopping) process.exit(1);
    stopping = true;
    await Promise.all(children.map((child) => child.stop(STOP_MS)));
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, stop);
  return () => stopping;
}

/** What a person reads when the portal cannot start, and the exit status; null: not foreseen. */
function explain(error: unknown): { text: string; status: number } | null {
  if (error instanceof ConfigError) return { text: error.message, status: 2 };
  if (error instanceof ChildFailed) return { text: explainChild(error), status: 1 };
  if (isOrielError(error))
    return { text: `The portal cannot use its records. ${error.details ?? ""}\nORIEL_STATE_DIR says where they are kept.`, status: 1 };
  return null;
}

function explainChild({ code, message }: ChildFailed): string {
  const { listen } = readConfig();
  const where = hostAndPort(listen.host, listen.port);
  if (code === "EADDRINUSE") {
    const holder = portHolder(listen.port) ?? "another program";
    return `${where} is taken by ${holder}. Stop it, or choose another port: ORIEL_LISTEN=${hostAndPort(listen.host, listen.port + 1)} npm start`;
  }
  if (code === "EACCES")
    return `This user may not listen on ${where}. Ports below 1024 are the system's: choose another with ORIEL_LISTEN.`;
  if (code === "EADDRNOTAVAIL") return `This machine has no address ${listen.host}. Choose one it has with ORIEL_LISTEN.`;
  return message;
}

main().catch((error) => {
  const known = explain(error);
  process.stderr.write(`${known?.text ?? (error instanceof Error ? error.stack : String(error))}\n`);
  process.exit(known?.status ?? 1);
});
