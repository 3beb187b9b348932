"use client";

import { createContext, type ReactNode, use, useMemo } from "react";
import { type Protocol, protocol as protocols } from "#server/contract/console.ts";
import { api } from "../api.ts";
import { ProtocolChoices } from "./protocol-choices.ts";

type Choices = {
  /** Which console the person wants of a machine; null: they never chose. Asked when it is needed: a choice draws nothing anew. */
  of(vm: string): Protocol | null;
  /** Chooses it, for this person everywhere. */
  choose(vm: string, protocol: Protocol): void;
};

const ChoicesContext = createContext<Choices | null>(null);

type ChoicesProviderProps = {
  /** What the portal remembered when it rendered the page, by machine. */
  initial: Readonly<Record<string, Protocol>>;
  children: ReactNode;
};

/** Lets the page's parts know and choose the protocol for each machine. */
export function ChoicesProvider({ initial, children }: ChoicesProviderProps) {
  const choices = useMemo(
    () => ({
      of: (vm: string) => browserChoices().of(vm, initial),
      choose: (vm: string, protocol: Protocol) => browserChoices().choose(vm, protocol),
    }),
    [initial],
  );
  return <ChoicesContext value={choices}>{children}</ChoicesContext>;
}

/** The person's protocols. Needs a ChoicesProvider around it. */
export function useChoices(): Choices {
  const choices = use(ChoicesContext);
  if (!choices) throw new Error("useChoices needs a ChoicesProvider around it");
  return choices;
}

let shared: ProtocolChoices | undefined;

/** One for all pages of a tab. On the server nothing is chosen, so nothing of one person's is kept there for another. */
function browserChoices(): ProtocolChoices {
  if (shared) return shared;
  const channel = typeof document === "undefined" ? null : new BroadcastChannel("oriel.protocol");
  const choices = new ProtocolChoices({
    save: (vm, protocol) => api.put(`/api/vms/${vm}/protocol`, { protocol }),
    tell: (vm, protocol) => channel?.postMessage({ vm, protocol }),
  });
  channel?.addEventListener("message", ({ data }) => {
    const told = protocols.safeParse(data?.protocol);
    if (told.success && typeof data.vm === "string") choices.heard(data.vm, told.data);
  });
  if (channel) shared = choices;
  return choices;
}
