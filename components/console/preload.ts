import type { Protocol } from "#server/contract/console.ts";
import { loadConnect } from "./registry.ts";

/** Starts loading a protocol's client, so that it is there when the console opens. A failure is left to the console to report. */
export function preloadConsole(protocol: Protocol): void {
  loadConnect(protocol).catch(() => undefined);
}
