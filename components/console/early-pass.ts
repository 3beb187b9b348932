import type { ConsoleRequest, Pass } from "#server/contract/console.ts";
import { api } from "../api.ts";

/** A pass is good for 30 s. One that was asked for longer ago than this, in milliseconds, is left to expire. */
const FRESH = 10_000;

let early: { request: string; askedAt: number; pass: Promise<Pass> } | null = null;

/** Asks for the pass of a console that is about to open, so that it comes while the console's page does. A failure is left to the console. */
export function askEarly(request: ConsoleRequest): Promise<Pass> {
  const pass = ask(request);
  pass.catch(() => undefined);
  early = { request: nameOf(request), askedAt: performance.now(), pass };
  return pass;
}

/** The pass that was asked for early, to those who ask in the same moment, else a fresh one. Fails with {@link ApiFailure}. */
export function askForPass(request: ConsoleRequest): Promise<Pass> {
  const found = early;
  // React's strict mode begins a console, ends it and begins it again: that is one.
  queueMicrotask(() => {
    if (early === found) early = null;
  });
  const fits = found && found.request === nameOf(request) && performance.now() - found.askedAt < FRESH;
  return fits ? found.pass : ask(request);
}

function ask(request: ConsoleRequest): Promise<Pass> {
  return api.post<Pass>("/api/consoles", request);
}

function nameOf({ vm, protocol, mode, takeOver = false, device = 0, start = false }: ConsoleRequest): string {
  return [vm, protocol, mode, takeOver, device, start].join(" ");
}
