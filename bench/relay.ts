import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { startPrivateLibvirtd } from "#demo/libvirtd.ts";
import { startRelayProcess } from "#e2e/fakes/relay-process.ts";
import { openTestMachines } from "#e2e/fakes/test-machines.ts";
import { blastRequest, startLoadDisplay } from "./load-display.ts";
import { cpuSeconds, pssBytes } from "./process-tree.ts";
import { RfbClient } from "./rfb-client.ts";
import type { BenchRow } from "./row.ts";

const VM_UUID = "0b0e7b1c-3f0a-4c58-9d0e-2f6a4f6b8c11";
const ROUNDS = 5;
const BLAST_MIB = 512;
const ECHOES = 2_000;
const IDLE_SESSIONS = 1_000;
const OPENED_AT_ONCE = 10;
/** websockify keeps two descriptors for each child and uses select(), so one instance holds about 500. */
const PEER_SESSIONS = 250;

/** A way from a WebSocket to the load display: ours or the peer's. */
type Way = { pids: number[]; open(): Promise<RfbClient>; stop(): Promise<void> };
type Ways = { ours: Way; peer: Way };

/** The relay beside Debian's websockify on the same traffic: CPU for bytes, latency, and memory for idle consoles. */
export async function relayRows(): Promise<BenchRow[]> {
  const display = await startLoadDisplay();
  const libvirtd = await startPrivateLibvirtd();
  const machines = await openTestMachines(libvirtd.socket);
  await machines.start("load", VM_UUID, display.port);
  const start = async (peers: number): Promise<Ways> => ({
    ours: await startRelay(libvirtd.uriFor("test:///default")),
    peer: await startWebsockify(display.port, peers),
  });
  try {
    return [
      ...(await withWays(() => start(1), throughputAndLatency)),
      ...(await withWays(() => start(IDLE_SESSIONS / PEER_SESSIONS), idleMemory)),
    ];
  } finally {
    machines.close();
    await libvirtd.stop();
    await display.close();
  }
}

async function withWays(start: () => Promise<Ways>, measure: (ways: Ways) => Promise<BenchRow[]>): Promise<BenchRow[]> {
  const ways = await start();
  try {
    return await measure(ways);
  } finally {
    await ways.ours.stop();
    await ways.peer.stop();
  }
}

async function throughputAndLatency(ways: Ways): Promise<BenchRow[]> {
  const cpu = { ours: [] as number[], peer: [] as number[] };
  const echo = { ours: [] as number[], peer: [] as number[] };
  for (let round = 0; round <= ROUNDS; round++) {
    for (const who of round % 2 === 0 ? (["ours", "peer"] as const) : (["peer", "ours"] as const)) {
      const used = await cpuOfBlast(ways[who]);
      const latency = await medianEcho(ways[who]);
      // The first round warms both up.
      if (round === 0) continue;
      cpu[who].push(used);
      echo[who].push(latency);
    }
  }
  return [
    row("relay: CPU for console bytes", "s/GiB", median(cpu.ours), median(cpu.peer), 1),
    row("relay: echo latency", "ms", median(echo.ours), median(echo.peer), 1.1),
  ];
}

/** CPU seconds per GiB from the display to the browser. */
async function cpuOfBlast(way: Way): Promise<number> {
  const client = await way.open();
  const before = total(way, cpuSeconds);
  client.ws.send(blastRequest(BLAST_MIB));
  await client.receive(BLAST_MIB * 1024 * 1024);
  const used = total(way, cpuSeconds) - before;
  await client.close();
  return (used * 1024) / BLAST_MIB;
}

/** The median time of a small message to the display and back, in milliseconds. */
async function medianEcho(way: Way): Promise<number> {
  const client = await way.open();
  const message = Buffer.alloc(8, 5);
  const times: number[] = [];
  for (let echo = 0; echo < ECHOES; echo++) {
    const start = performance.now();
    client.ws.send(message);
    await client.receive(message.length);
    times.push(performance.now() - start);
  }
  await client.close();
  return median(times);
}

async function idleMemory(ways: Ways): Promise<BenchRow[]> {
  return [
    row(`relay: growth of memory by ${IDLE_SESSIONS} idle consoles`, "MiB", await growth(ways.ours), await growth(ways.peer), 1 / 50),
  ];
}

/** Growth of PSS from no console to many idle ones, in MiB. */
async function growth(way: Way): Promise<number> {
  await (await way.open()).close();
  await sleep(1_000);
  const before = total(way, pssBytes);
  const clients: RfbClient[] = [];
  while (clients.length < IDLE_SESSIONS) clients.push(...(await Promise.all(Array.from({ length: OPENED_AT_ONCE }, () => way.open()))));
  await sleep(1_000);
  const grown = total(way, pssBytes) - before;
  await Promise.all(clients.map((client) => client.close()));
  return grown / 1024 / 1024;
}

async function startRelay(hypervisors: string): Promise<Way> {
  const many = `${IDLE_SESSIONS * 2}`;
  const caps = { ORIEL_MAX_CONSOLES_PER_PERSON: many, ORIEL_MAX_CONSOLES_PER_VM: many, ORIEL_MAX_CONSOLES_PER_ADDRESS: many };
  const relay = await startRelayProcess(hypervisors, caps);
  const headers = { origin: relay.origin, cookie: relay.cookie };
  const open = async () => {
    const ticket = await relay.ticket({ vm: `local.${VM_UUID}` });
    return RfbClient.open(`ws://${relay.address}/relay/console`, ["binary", `oriel.ticket.${ticket}`], headers);
  };
  return { pids: [relay.pid], open, stop: relay.stop };
}

/** Several instances take sessions in turns. */
async function startWebsockify(target: number, instances: number): Promise<Way> {
  const ports = await Promise.all(Array.from({ length: instances }, freePort));
  const children = ports.map((port) => spawn("websockify", [`127.0.0.1:${port}`, `127.0.0.1:${target}`], { stdio: "ignore" }));
  await Promise.all(children.map((child, index) => untilListening(child, ports[index] ?? 0)));
  let turn = 0;
  const open = () => RfbClient.open(`ws://127.0.0.1:${ports[turn++ % instances]}/`, ["binary"], {});
  const end = async () => void (await Promise.all(children.map(stop)));
  return { pids: children.map((child) => child.pid ?? 0), open, stop: end };
}

function total(way: Way, measure: (pid: number) => number): number {
  return way.pids.reduce((sum, pid) => sum + measure(pid), 0);
}

async function stop(child: ChildProcess): Promise<void> {
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  await exited;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function untilListening(child: ChildProcess, port: number): Promise<void> {
  while (child.exitCode === null) {
    const socket = connect(port, "127.0.0.1");
    const open = await Promise.race([once(socket, "connect").then(() => true), once(socket, "error").then(() => false)]).catch(() => false);
    socket.destroy();
    if (open) return;
    await sleep(50);
  }
  throw new Error("websockify ended before it listened. Is Debian's package websockify installed?");
}

function row(name: string, unit: string, ours: number, peer: number, target: number): BenchRow {
  return { name, ours, peer, unit, ratio: ours / peer, target };
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}
