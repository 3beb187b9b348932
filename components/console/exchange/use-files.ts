"use client";

import { useEffect, useRef, useState } from "react";
import type { ConsoleSession } from "../session.ts";
import { breakOff, isSending, type ListedTransfer, noteTransfer } from "./transfers.ts";

export interface FilesTool {
  /** Sends files; null where the machine takes none now. */
  send: ((files: readonly File[]) => void) | null;
  transfers: readonly ListedTransfer[];
  /** Clears the list of what has arrived or failed. */
  clear(): void;
}

/** How long the list stays once everything has arrived, in ms. */
const LINGER = 6_000;

/** Files into the machine, and how far they are. `session`: the one shown; `able`: it can take files now. */
export function useFiles(session: ConsoleSession | null, able: boolean): FilesTool {
  const [transfers, setTransfers] = useState<readonly ListedTransfer[]>([]);
  const count = useRef(0);
  useEffect(() => {
    if (!session) return;
    const number = ++count.current;
    const stop = [
      session.on("transfer", (transfer) => setTransfers((list) => noteTransfer(list, number, transfer))),
      session.on("state", (state) => state === "ended" && setTransfers(breakOff)),
    ];
    return () => {
      for (const end of stop) end();
      setTransfers(breakOff);
    };
  }, [session]);
  const arrived = transfers.length > 0 && transfers.every(({ state }) => state === "done");
  useEffect(() => {
    if (!arrived) return;
    const timer = setTimeout(() => setTransfers([]), LINGER);
    return () => clearTimeout(timer);
  }, [arrived]);
  return {
    send: able && session ? (files) => files.length > 0 && session.sendFiles?.(files) : null,
    transfers,
    clear: () => setTransfers((list) => (isSending(list) ? list.filter(({ state }) => state === "sending") : [])),
  };
}
