import type { Transfer } from "../session.ts";

/** A file on its way into a machine, or that was; `key` is its own among all sessions of the page. */
export type ListedTransfer = Transfer & { key: string };

/** The list after one file has moved on. `session` counts the sessions: each numbers its transfers from the start. */
export function noteTransfer(list: readonly ListedTransfer[], session: number, transfer: Transfer): readonly ListedTransfer[] {
  const noted = { ...transfer, key: `${session}.${transfer.id}` };
  const known = list.some(({ key }) => key === noted.key);
  return known ? list.map((one) => (one.key === noted.key ? noted : one)) : [...list, noted];
}

/** The list after the console has ended: what was on its way has not arrived. */
export function breakOff(list: readonly ListedTransfer[]): readonly ListedTransfer[] {
  return isSending(list) ? list.map((one) => (one.state === "sending" ? { ...one, state: "failed" } : one)) : list;
}

/** Whether a file is still on its way. */
export function isSending(list: readonly ListedTransfer[]): boolean {
  return list.some(({ state }) => state === "sending");
}

/** How far a file is, in whole percent; 100 only once it has arrived. */
export function percentOf({ sent, size, state }: Transfer): number {
  if (state === "done") return 100;
  return size > 0 ? Math.min(99, Math.floor((sent / size) * 100)) : 0;
}
