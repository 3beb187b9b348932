import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import ipaddr from "ipaddr.js";
import { z } from "zod";
import { type HypervisorUri, parseHypervisors } from "./libvirt/uri.ts";

/** Where the front door's certificate comes from: one that the portal makes for itself, or PEM files (absolute paths). */
export type TlsConfig = { kind: "self-signed" } | { kind: "files"; cert: string; key: string };

/** What the portal was told, checked. Durations in seconds, sizes in bytes. */
export type Config = {
  /** Where the front door listens. Port 0 lets the system choose. */
  listen: { host: string; port: number };
  /** null: the front door speaks http. */
  tls: TlsConfig | null;
  /** Origins that browsers may come from (scheme://host[:port]); empty: those of the listener itself. */
  origins: string[];
  /** The names and addresses of a listener for others that was told no origins; set by main for its children, else empty. */
  hosts: string[];
  /** "" or "/vm": no slash at the end. */
  basePath: string;
  hypervisors: HypervisorUri[];
  /** Holds the database and the secret; mode 0700. */
  stateDir: string;
  /** Signs cookies; null: kept in a file of stateDir, made on first start. */
  secret: string | null;
  logLevel: string;
  /** Proxies whose X-Forwarded-For is believed, as CIDR. */
  trustedProxies: string[];
  limits: { consolesPerPerson: number; consolesPerVm: number; consolesPerAddress: number };
  /** PEM files with the authority whose certificates SPICE displays show; the first that is there counts. */
  displayAuthorities: string[];
  /** Where the sockets of the user's own daemons lie: $XDG_RUNTIME_DIR, else the cache directory, as libvirt itself looks. */
  runtimeDir: string;
  /** The private directory with the socket between relay and web; set by main for its children. */
  internalDir: string | null;
  dev: boolean;
};

/** Where libvirt itself keeps the authority of SPICE displays (qemu.conf: spice_tls_x509_cert_dir, default_tls_x509_cert_dir) and of hosts. */
const DISPLAY_AUTHORITIES = ["/etc/pki/libvirt-spice/ca-cert.pem", "/etc/pki/qemu/ca-cert.pem", "/etc/pki/CA/cacert.pem"];

/** Names every wrong value and what would be right. */
export class ConfigError extends Error {
  override readonly name = "ConfigError";
}

const listen = z.string().transform((text, context) => {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([^:\s]*)):(\d{1,5})$/.exec(text);
  const port = Number(match?.[3]);
  if (!match || port > 65535) {
    context.addIssue("takes host:port, for example 127.0.0.1:7480 or [::]:7480");
    return z.NEVER;
  }
  return { host: match[1] ?? match[2] ?? "", port };
});

const origin = z.string().refine((text) => URL.canParse(text) && /^https?:/.test(text) && new URL(text).origin === text, {
  message: "takes scheme://host[:port] with nothing behind it, for example https://vm.example.org",
});

const basePath = z
  .string()
  .regex(/^(\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._~-]+)*$/, "takes a path such as /vm: a slash before each part, none at the end");

const cidr = z
  .string()
  .refine((text) => ipaddr.isValidCIDR(text) || ipaddr.isValid(text), { message: "takes addresses or CIDR ranges such as 10.0.0.0/8" });

const list = (item: z.ZodType<string, string>) =>
  z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter(Boolean))
    .pipe(z.array(item));

const file = z.string().startsWith("/", "takes the absolute path of a PEM file");

const count = (fallback: number) =>
  z
    .string()
    .regex(/^[1-9]\d{0,5}$/, "takes a whole number from 1 to 999999")
    .transform(Number)
    .default(fallback);

const hypervisors = z.string().transform((text, context) => {
  try {
    return parseHypervisors(text);
  } catch (error) {
    context.addIssue(error instanceof Error ? error.message : String(error));
    return z.NEVER;
  }
});

const environment = z.object({
  ORIEL_LISTEN: listen.default({ host: "127.0.0.1", port: 7480 }),
  ORIEL_TLS: z.enum(["self-signed"], "takes self-signed; for a certificate of your own set ORIEL_TLS_CERT and ORIEL_TLS_KEY").optional(),
  ORIEL_TLS_CERT: file.optional(),
  ORIEL_TLS_KEY: file.optional(),
  ORIEL_URL: list(origin).default([]),
  ORIEL_BASE_PATH: basePath.default(""),
  ORIEL_HYPERVISORS: hypervisors.optional(),
  ORIEL_DISPLAY_CA: file.optional(),
  ORIEL_STATE_DIR: z.string().startsWith("/", "takes an absolute path").optional(),
  ORIEL_SECRET: z.string().min(32, "takes at least 32 characters: openssl rand -base64 32").optional(),
  ORIEL_LOG_LEVEL: z
    .enum(["trace", "debug", "info", "warn", "error", "silent"], "takes trace, debug, info, warn, error or silent")
    .default("info"),
  ORIEL_TRUSTED_PROXIES: list(cidr).default([]),
  ORIEL_MAX_CONSOLES_PER_PERSON: count(50),
  ORIEL_MAX_CONSOLES_PER_VM: count(50),
  ORIEL_MAX_CONSOLES_PER_ADDRESS: count(200),
  ORIEL_INTERNAL_HOSTS: list(z.string()).default([]),
  ORIEL_INTERNAL_DIR: z.string().startsWith("/").optional(),
  ORIEL_DEV: z.enum(["1"]).optional(),
});

/**
 * Reads and checks the environment. Empty values count as unset.
 * @throws {ConfigError} naming each wrong value
 */
export function readConfig(env: Record<string, string | undefined> = process.env): Config {
  const given = Object.fromEntries(Object.entries(env).filter(([name, value]) => name.startsWith("ORIEL_") && value !== ""));
  const result = environment.safeParse(given);
  const wrong = result.success ? [] : result.error.issues.map(({ path, message }) => `${shown(String(path[0]), given)}: ${message}`);
  const unknown = Object.keys(given).filter((name) => !(name in environment.shape));
  wrong.push(...unknown.map((name) => `${name} is not a setting. There are: ${Object.keys(environment.shape).join(", ")}`));
  if (!result.success || wrong.length > 0)
    throw new ConfigError(`The configuration is wrong:\n${wrong.map((line) => `  ${line}`).join("\n")}`);
  return configOf(result.data, env);
}

/** A setting as the person gave it; a secret's value is for no terminal and no log. */
function shown(name: string, given: Record<string, string | undefined>): string {
  return name === "ORIEL_SECRET" ? name : `${name}=${given[name] ?? ""}`;
}

/** The environment of the portal's own processes: this one's, with settings put over it. */
export function childEnvironment(settings: Record<string, string>): NodeJS.ProcessEnv {
  return { ...process.env, ...settings };
}

function configOf(values: z.infer<typeof environment>, env: Record<string, string | undefined>): Config {
  const tls = tlsOf(values);
  checkOrigins(values, tls);
  return {
    listen: values.ORIEL_LISTEN,
    tls,
    origins: values.ORIEL_URL,
    hosts: values.ORIEL_INTERNAL_HOSTS,
    basePath: values.ORIEL_BASE_PATH,
    hypervisors: (values.ORIEL_HYPERVISORS ?? []).map((hypervisor) => withAbsoluteSockets(hypervisor, runtimeDir(env))),
    stateDir: values.ORIEL_STATE_DIR ?? defaultStateDir(env),
    secret: values.ORIEL_SECRET ?? null,
    logLevel: values.ORIEL_LOG_LEVEL,
    trustedProxies: values.ORIEL_TRUSTED_PROXIES,
    limits: {
      consolesPerPerson: values.ORIEL_MAX_CONSOLES_PER_PERSON,
      consolesPerVm: values.ORIEL_MAX_CONSOLES_PER_VM,
      consolesPerAddress: values.ORIEL_MAX_CONSOLES_PER_ADDRESS,
    },
    displayAuthorities: values.ORIEL_DISPLAY_CA ? [values.ORIEL_DISPLAY_CA] : DISPLAY_AUTHORITIES,
    runtimeDir: runtimeDir(env),
    internalDir: values.ORIEL_INTERNAL_DIR ?? null,
    dev: values.ORIEL_DEV === "1",
  };
}

function tlsOf({ ORIEL_TLS: own, ORIEL_TLS_CERT: cert, ORIEL_TLS_KEY: key }: z.infer<typeof environment>): TlsConfig | null {
  if (own && (cert || key))
    throw new ConfigError(
      "ORIEL_TLS=self-signed makes a certificate, and ORIEL_TLS_CERT and ORIEL_TLS_KEY name one that there is: set the one or the others.",
    );
  if (own) return { kind: "self-signed" };
  if (cert && key) return { kind: "files", cert, key };
  if (cert) throw new ConfigError("ORIEL_TLS_CERT is set, but not ORIEL_TLS_KEY: name the file with the certificate's private key too.");
  if (key) throw new ConfigError("ORIEL_TLS_KEY is set, but not ORIEL_TLS_CERT: name the file with the certificate too.");
  return null;
}

function checkOrigins({ ORIEL_LISTEN: listen, ORIEL_URL: origins }: z.infer<typeof environment>, tls: TlsConfig | null): void {
  const plain = origins.find((origin) => origin.startsWith("http:"));
  if (tls && plain !== undefined)
    throw new ConfigError(`ORIEL_URL=${plain}: the portal speaks https (${tlsSetting(tls)}), so its address begins with https://`);
  if (!isLoopback(listen.host) && origins.length === 0 && tls?.kind !== "self-signed")
    throw new ConfigError(
      "ORIEL_LISTEN is not a loopback address, so ORIEL_URL must say under which address browsers reach the portal, for example ORIEL_URL=https://vm.example.org. With ORIEL_TLS=self-signed it need not: then browsers may use every name and address of this machine.",
    );
}

function tlsSetting(tls: TlsConfig): string {
  return tls.kind === "self-signed" ? "ORIEL_TLS=self-signed" : `ORIEL_TLS_CERT=${tls.cert}`;
}

const loopbackNames = ["localhost", "127.0.0.1", "::1"];

/** Whether a name or address means the machine that uses it, so that nobody else reaches what listens there. */
export function isLoopback(host: string): boolean {
  if (!ipaddr.isValid(host)) return /(^|\.)localhost\.?$/i.test(host);
  return ipaddr.process(host).range() === "loopback";
}

function runtimeDir(env: Record<string, string | undefined>): string {
  return env.XDG_RUNTIME_DIR || env.XDG_CACHE_HOME || join(homedir(), ".cache");
}

/** Puts the user's runtime directory before the sockets of a session daemon, which are relative to it. */
export function withAbsoluteSockets(hypervisor: HypervisorUri, directory: string): HypervisorUri {
  return { ...hypervisor, sockets: hypervisor.sockets.map((socket) => (isAbsolute(socket) ? socket : join(directory, socket))) };
}

function defaultStateDir(env: Record<string, string | undefined>): string {
  if (process.getuid?.() === 0) return "/var/lib/oriel";
  return join(env.XDG_STATE_HOME || join(homedir(), ".local", "state"), "oriel");
}

/**
 * The origins browsers may come from: those of ORIEL_URL, else the names and addresses of the listener; what a client says in Host
 * counts for nothing. The first is the one that people are told. `listen.port` must be the real one, not 0.
 */
export function originsOf(config: Pick<Config, "listen" | "tls" | "origins" | "hosts">): string[] {
  if (config.origins.length > 0) return config.origins;
  const hosts = config.hosts.length > 0 ? config.hosts : loopbackNames;
  const scheme = config.tls ? "https" : "http";
  return hosts.map((host) => new URL(`${scheme}://${hostAndPort(host, config.listen.port)}`).origin);
}

/** "127.0.0.1:7480", "[::1]:7480". */
export function hostAndPort(host: string, port: number): string {
  return `${host.includes(":") ? `[${host}]` : host}:${port}`;
}
