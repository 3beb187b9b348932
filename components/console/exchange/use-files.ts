"use client";

import { useEffect, useRef, useState } from "react";
import type { ConsoleSession } from "../session.ts";
import { breakOff, isSending, type ListedTransfer, noteTransfer } from "./transfers.ts";

export interface FilesTool {
  /** Sends files; null where the machine takes none now. */
  send: ((files: readonly File[]) => void) | null;
  /** The machine would take some, and administrators let none pass. */
  forbidden: boolean;
  transfers: readonly ListedTransfer[];
  /** Clears the list of what has arrived or failed. */
  clear(): void;
}

/** How long the list stays once everything has arrived, in ms. */
const LINGER = 6_000;

/**
 * Files into the machine, and how far they are.
 * @param session the one that is shown
 * @param able whether it can take files now
 * @param agent whether there is an agent in the guest, which is what takes them
 */
export function useFiles(session: ConsoleSession | null, able: boolean, agent: boolean): FilesTool {
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
    forbidden: agent && session?.sendFiles !== undefined && session.rules?.filesToMachine === false,
    transfers,
    clear: () => setTransfers((list) => (isSending(list) ? list.filter(({ state }) => state === "sending") : [])),
  };
}
