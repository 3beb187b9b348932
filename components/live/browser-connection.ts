import type { Person } from "#server/contract/person.ts";
import { ApiFailure, api } from "../api.ts";
import { withBase } from "../base-path.ts";
import type { FleetState } from "./fleet-state.ts";
import { LiveConnection } from "./live-connection.ts";

/** A page without the fleet may follow and lead back: the connection is kept this long, in milliseconds. */
const LINGER = 5000;

let held: { personId: string; connection: LiveConnection; holders: number; stop: () => void } | null = null;

/** The tab's one live connection; opened for the first holder, closed some seconds after the last one has left. */
export function holdConnection(personId: string, initial: FleetState): { connection: LiveConnection; release: () => void } {
  if (held?.personId !== personId) {
    held?.stop();
    held = { personId, holders: 0, ...openConnection(personId, initial) };
  }
  const mine = held;
  mine.holders++;
  mine.connection.offer(initial);
  return {
    connection: mine.connection,
    release: () => {
      mine.holders--;
      setTimeout(() => {
        if (mine.holders > 0 || held !== mine) return;
        held = null;
        mine.stop();
      }, LINGER);
    },
  };
}

function openConnection(personId: string, initial: FleetState): { connection: LiveConnection; stop: () => void } {
  const name = `oriel.live${withBase("/")}${personId}`;
  const shareable = "locks" in navigator && "BroadcastChannel" in window;
  const connection = new LiveConnection({
    initial,
    open: () => new EventSource(withBase("/api/events")),
    isSignedOut,
    shared: shareable ? { locks: navigator.locks, name, channel: new BroadcastChannel(name) } : null,
    visible: () => document.visibilityState === "visible",
  });
  const wake = () => connection.wake();
  const events: [EventTarget, string][] = [
    [document, "visibilitychange"],
    [window, "online"],
    [window, "pageshow"],
  ];
  for (const [target, type] of events) target.addEventListener(type, wake);
  return {
    connection,
    stop: () => {
      for (const [target, type] of events) target.removeEventListener(type, wake);
      connection.close();
    },
  };
}

async function isSignedOut(): Promise<boolean> {
  try {
    await api.get<Person>("/api/me");
    return false;
  } catch (error) {
    return error instanceof ApiFailure && error.status === 401;
  }
}
