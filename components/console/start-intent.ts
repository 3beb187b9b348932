/** How long the page of a console may take to come, in ms. */
const FRESH = 10_000;

let meant: { vm: string; at: number } | null = null;

/** The console's page of this machine, which is about to come, is to start it. No address says so: what starts a machine is a click. */
export function meanToStart(vm: string): void {
  meant = { vm, at: performance.now() };
}

/** Whether the page is to start it. */
export function isMeantToStart(vm: string): boolean {
  return meant?.vm === vm && performance.now() - meant.at < FRESH;
}

/** It has done so. */
export function startIsOver(): void {
  meant = null;
}
