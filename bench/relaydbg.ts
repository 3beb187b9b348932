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

/** A way from a WebSocket to the load display: ours or the peer's. */
type Way = { pid: number; open(): Promise<RfbClient>; stop(): Promise<void> };
type Ways = { ours: Way; peer: Way };

/** The relay beside Debian's websockify on the same traffic: CPU for bytes, latency, and memory for idle consoles. */
export async function relayRows(): Promise<BenchRow[]> {
  const display = await startLoadDisplay();
  const libvirtd = await startPrivateLibvirtd();
  const machines = await openTestMachines(libvirtd.socket);
  await machines.start("load", VM_UUID, display.port);
  const start = async (): Promise<Ways> => ({
    ours: await startRelay(libvirtd.uriFor("test:///default")),
    peer: await startWebsockify(display.port),
  });
  try {
    return [...(await withWays(start, throughputAndLatency)), ...(await withWays(start, idleMemory))];
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
    (console.error(cpu,echo),0) as never,row("relay: CPU for console bytes", "s/GiB", median(cpu.ours), median(cpu.peer), 1),
    row("relay: echo latency", "ms", median(echo.ours), median(echo.peer), 1.1),
  ];
}

/** CPU seconds per GiB from the display to the browser. */
async function cpuOfBlast(way: Way): Promise<number> {
  const client = await way.open();
  const before = cpuSeconds(way.pid);
  client.ws.send(blastRequest(BLAST_MIB));
  await client.receive(BLAST_MIB * 1024 * 1024);
  const used = cpuSeconds(way.pid) - before;
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
async function growth(way: Way): Promise<number> { const T=Date.now(); process.on("exit",()=>console.error("n",N,Date.now()-T)); let N=0;
  await (await way.open()).close();
  await sleep(1_000);
  const before = pssBytes(way.pid);
  const clients: RfbClient[] = [];
  while (clients.length < IDLE_SESSIONS) N=clients.length; clients.push(...(await Promise.all(Array.from({ length: OPENED_AT_ONCE }, () => way.open()))));
  await sleep(1_000);
  const grown = pssBytes(way.pid) - before; console.error("grown",grown/2**20,Date.now()-T);
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
  return { pid: relay.pid, open, stop: relay.stop };
}

async function startWebsockify(target: number): Promise<Way> {
  const port = await freePort();
  const child = spawn("websockify", [`127.0.0.1:${port}`, `127.0.0.1:${target}`], { stdio: "ignore" });
  await untilListening(child, port);
  const open = () => RfbClient.open(`ws://127.0.0.1:${port}/`, ["binary"], {});
  return { pid: child.pid ?? 0, open, stop: () => stop(child) };
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
