import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { type Duplex, PassThrough } from "node:stream";
import { everythingAllowed } from "#server/contract/settings.ts";
import { type ErrorCode, errorRow, OrielError } from "#server/errors.ts";
import { createLog } from "#server/log.ts";
import type { Access, Ended } from "#server/relay/access.ts";
import type { Admission } from "#server/relay/admission.ts";
import { TrustedProxies } from "#server/relay/client-address.ts";
import { ConsoleServer } from "#server/relay/console-server.ts";
import { CONSOLE_PATH, createFrontDoor } from "#server/relay/front-door.ts";
import type { Display, Machines } from "#server/relay/machines.ts";
import { ConsoleClient } from "./console-client.ts";

const TICKET = "ticket-0123456789abcdef";
const COOKIE = "s=1";
const VM = "local.00000000-0000-4000-8000-000000000001";

/** Records in memory: what was said, in its order. Each ticket that begins with "ticket-" is good once. */
export class FakeAccess implements Access {
  readonly log: string[] = [];
  /** How the last console ended. */
  ended: Ended | null = null;
  admission: Partial<Admission> = {};
  refusal: OrielError | null = null;
  readonly #used = new Set<string | null>();
  #count = 0;

  async admit({ ticket, cookie }: Parameters<Access["admit"]>[0]): Promise<Admission> {
    if (this.refusal) throw this.refusal;
    if (cookie === "") throw new OrielError("not-signed-in");
    if (!ticket?.startsWith("ticket-")) throw new OrielError("ticket-unknown");
    const consoleId = `c${++this.#count}`;
    if (this.admission.protocol === "spice" && this.#used.has(ticket)) throw new OrielError("ticket-used");
    this.#used.add(ticket);
    const person = { id: "p", email: "ada@example.org", name: "Ada", role: "operator" as const };
    const base = { consoleId, sessionId: "s", person, address: "127.0.0.1", vm: VM, takeOver: false, device: 0, start: false };
    return { ...base, exchange: everythingAllowed, protocol: "vnc", mode: "control", ...this.admission };
  }
  async join({ cookie }: Parameters<Access["join"]>[0]): Promise<void> {
    if (cookie !== COOKIE) throw new OrielError("ticket-foreign");
  }
  refused = async (_: unknown, code: ErrorCode) => void this.log.push(`refused ${code}`);
  opened = async ({ consoleId }: Admission) => void this.log.push(`opened ${consoleId}`);
  failed = async ({ consoleId }: Admission, code: ErrorCode) => void this.log.push(`failed ${consoleId} ${code}`);
  handedOver = async (from: Admission, to: Admission) => void this.log.push(`handed over ${from.consoleId} ${to.consoleId}`);
  carried = async (consoleIds: readonly string[]) => void this.log.push(`carried ${consoleIds.join(" ")}`);
  acquireLease = async () => "holder";
  releaseLease = async () => {};
  closed = async ({ consoleId }: Admission, ended: Ended) => {
    this.ended = ended;
    this.log.push(`closed ${consoleId} ${ended.code} ${ended.closeCode}`);
  };
}

/** One machine whose display listens on a port above 5900. */
export class FakeMachines implements Machines {
  port = 0;
  runtimeId = 1;
  state: "running" | "shutoff" = "running";
  password: string | null = null;
  lines: Duplex[] = [];
  serialError: OrielError | null = null;
  display = async (): Promise<Display> => {
    if (this.state === "shutoff") throw new OrielError("machine-off");
    const address = { kind: "tcp", host: "127.0.0.1", port: this.port } as const;
    return { runtimeId: this.runtimeId, address, channels: {}, password: this.password };
  };
  runtime = async () => ({ runtimeId: this.state === "running" ? this.runtimeId : -1, state: this.state });
  serial = async (): Promise<Duplex> => {
    if (this.serialError) throw this.serialError;
    const line = new PassThrough();
    this.lines.push(line);
    return line;
  };
  starts = 0;
  startedSerial = async () => {
    this.starts++;
    this.state = "running";
    return { stream: await this.serial(), runtimeId: this.runtimeId };
  };
  close = async () => {};
}

export type OpenOptions = { origin?: string | null; protocols?: string[]; cookie?: string | null; headers?: Record<string, string> };

/** A console server behind a front door, with one fake machine and records in memory. */
export type ConsoleStage = {
  access: FakeAccess;
  machines: FakeMachines;
  consoles: ConsoleServer;
  /** host:port of the front door. */
  address: string;
  /** Opens a WebSocket with a good ticket, unless it is told otherwise. */
  open(options?: OpenOptions): ConsoleClient;
  stop(): Promise<void>;
};

export async function startConsoleStage(): Promise<ConsoleStage> {
  const [access, machines, origins] = [new FakeAccess(), new FakeMachines(), new Set<string>()];
  const consoles = new ConsoleServer({ access, machines, log: createLog("relay", "silent"), origins, openingPerAddress: 50 });
  const server = createFrontDoor({
    basePath: "",
    proxies: new TrustedProxies([]),
    web: { handle: (_, response) => response.end("web") },
    upgrade: (request, socket, head, client) => void consoles.handle(request, socket, head, client.address),
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  origins.add(`http://${address}`);
  return {
    access,
    machines,
    consoles,
    address,
    open: ({ origin, protocols, cookie, headers } = {}) =>
      new ConsoleClient(`ws://${address}${CONSOLE_PATH}`, {
        origin: origin === undefined ? `http://${address}` : origin,
        protocols: protocols ?? ["binary", `oriel.ticket.${TICKET}`],
        cookie: cookie === undefined ? COOKIE : cookie,
        ...(headers && { headers }),
      }),
    stop: async () => {
      await consoles.close();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** How a WebSocket closes that is refused or ended with an error. */
export const closedWith = (code: ErrorCode) => ({ code: errorRow(code).close, reason: code });
