type Guard = (go: () => void) => void;

let guard: Guard | null = null;

/** Asks this before the page is left; null: nothing is lost. */
export function setLeaveGuard(next: Guard | null): void {
  guard = next;
}

/** Leaves the page by `go`, once whoever could lose something has been asked. */
export function leaving(go: () => void): void {
  if (guard) guard(go);
  else go();
}
