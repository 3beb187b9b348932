import { setTimeout as sleep } from "node:timers/promises";
import { startPrivateLibvirtd } from "#demo/libvirtd.ts";
import { startRelayProcess } from "#e2e/fakes/relay-process.ts";
import { openTestMachines } from "#e2e/fakes/test-machines.ts";
import { inTurns, median, rowOf } from "./figures.ts";
import { blastRequest, startLoadDisplay } from "./load-display.ts";
import { cpuSeconds, pssBytes } from "./process-tree.ts";
import { RfbClient } from "./rfb-client.ts";
import type { BenchRow } from "./row.ts";
import { startWebsockify } from "./websockify.ts";

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
    peer: await startPeers(display.port, peers),
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
  const measured = await inTurns(ROUNDS, async (side) => ({ cpu: await cpuOfBlast(ways[side]), echo: await medianEcho(ways[side]) }));
  const figure = (what: "cpu" | "echo") => ({
    ours: measured.ours.map((round) => round[what]),
    peer: measured.peer.map((round) => round[what]),
  });
  return [
    rowOf({ name: "relay: CPU for console bytes", unit: "s/GiB", target: 1 }, figure("cpu")),
    rowOf({ name: "relay: echo latency", unit: "ms", target: 1.1 }, figure("echo")),
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
  const name = `relay: growth of memory by ${IDLE_SESSIONS} idle consoles`;
  return [rowOf({ name, unit: "MiB", target: 1 / 50 }, { ours: [await growth(ways.ours)], peer: [await growth(ways.peer)] })];
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
async function startPeers(target: number, instances: number): Promise<Way> {
  const peers = await Promise.all(Array.from({ length: instances }, () => startWebsockify(target)));
  let turn = 0;
  const open = () => RfbClient.open(`ws://127.0.0.1:${peers[turn++ % instances]?.port}/`, ["binary"], {});
  const stop = async () => void (await Promise.all(peers.map((peer) => peer.stop())));
  return { pids: peers.map(({ pid }) => pid), open, stop };
}

function total(way: Way, measure: (pid: number) => number): number {
  return way.pids.reduce((sum, pid) => sum + measure(pid), 0);
}
