import { setTimeout as sleep } from "node:timers/promises";
import type { Fleet, FleetChanges } from "../fleet.ts";

/** Keeps what a fleet tells. */
export function record(fleet: Fleet): FleetChanges[] {
  const told: FleetChanges[] = [];
  fleet.subscribe((changes) => told.push(changes));
  return told;
}

/** Waits until something holds, and gives what it gave. */
export async function until<T>(what: string, holds: () => T | Promise<T>, deadlineMs = 30_000): Promise<NonNullable<T>> {
  const end = performance.now() + deadlineMs;
  for (;;) {
    const value = await holds();
    if (value) return value;
    if (performance.now() > end) throw new Error(`waited ${deadlineMs} ms in vain: ${what}`);
    await sleep(10);
  }
}
