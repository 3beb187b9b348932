"use client";

import { createContext, type ReactNode, useEffect, useMemo, useState } from "react";
import type { Person } from "#server/contract/person.ts";
import { withBase } from "../base-path.ts";
import { holdConnection } from "./browser-connection.ts";
import type { FleetState } from "./fleet-state.ts";
import type { LiveConnection, LiveState } from "./live-connection.ts";

/** What the hooks read: the connection once the page runs in a browser, before that what the server rendered. */
export type FleetSource = { connection: LiveConnection | null; initial: LiveState };

export const FleetContext = createContext<FleetSource | null>(null);

type FleetProviderProps = {
  /** As the server knew it when it rendered the page. */
  initial: FleetState;
  person: Pick<Person, "id">;
  /** Once the person's sign-in has ended: leads to the sign-in, or leaves it to the page to say so (useSignedOut). */
  onSignedOut?: "leave" | "stay";
  children: ReactNode;
};

/** Gives the page the live fleet (see use-fleet.ts). */
export function FleetProvider({ initial, person, onSignedOut = "leave", children }: FleetProviderProps) {
  const [connection, setConnection] = useState<LiveConnection | null>(null);
  const [first] = useState<LiveState>(() => ({ ...initial, live: true, heardAt: Date.now(), signedOut: false }));

  useEffect(() => {
    const { connection: mine, release } = holdConnection(person.id, first);
    setConnection(mine);
    const stopWatching = mine.subscribe(() => {
      if (mine.state.signedOut && onSignedOut === "leave") leaveForSignIn();
    });
    return () => {
      stopWatching();
      release();
    };
  }, [person.id, first, onSignedOut]);

  const source = useMemo(() => ({ connection, initial: first }), [connection, first]);
  return <FleetContext value={source}>{children}</FleetContext>;
}

function leaveForSignIn(): void {
  const { pathname, search } = window.location;
  const here = pathname.slice(withBase("").length) + search;
  window.location.replace(withBase(`/sign-in?next=${encodeURIComponent(here || "/")}`));
}
