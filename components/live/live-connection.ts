import type { LiveEvent } from "#server/contract/live.ts";
import type { Source } from "./event-stream.ts";
import { EventStream } from "./event-stream.ts";
import { applyEvent, type FleetState } from "./fleet-state.ts";
import { Leader, type Locks } from "./leader.ts";

/** What tabs tell each other. */
type Word =
  | { kind: "hello" }
  | { kind: "all"; state: FleetState; live: boolean; heardAt: number }
  | { kind: "event"; event: LiveEvent }
  | { kind: "heard" | "lost" | "signed-out" };

/** What the page shows: the fleet, and whether it is still live. */
export type LiveState = FleetState & {
  live: boolean;
  /** When the server was last heard, milliseconds since 1970. */
  heardAt: number;
  signedOut: boolean;
};

type Channel = Pick<BroadcastChannel, "postMessage" | "close" | "addEventListener">;

export type LiveOptions = {
  initial: FleetState;
  open: () => Source;
  isSignedOut: () => Promise<boolean>;
  /** Shared by the tabs of one person; null where the browser has no locks (pages without https): then each tab in view connects. */
  shared: { locks: Locks; name: string; channel: Channel } | null;
  visible: () => boolean;
};

/** How long a leading tab may take to answer a greeting before it counts as frozen, in milliseconds. */
const ANSWER = 3000;
/** A leader passes on the server's pings; without a word for this long, in milliseconds, it is greeted. */
const SILENCE = 40_000;

/**
 * The fleet, live, over one connection for all tabs of a browser: the leading tab holds it and passes on what it hears.
 * The others listen; the one in view takes over when the leader falls silent.
 */
export class LiveConnection {
  readonly #options: LiveOptions;
  readonly #listeners = new Set<() => void>();
  readonly #leader: Leader | null;
  #state: LiveState;
  #stream: EventStream | null = null;
  /** Whether the server has told everything, to this tab or to the leading one. */
  #complete = false;
  #answer: ReturnType<typeof setTimeout> | undefined;
  readonly #watch: ReturnType<typeof setInterval>;

  constructor(options: LiveOptions) {
    this.#options = options;
    this.#state = { ...options.initial, live: true, heardAt: Date.now(), signedOut: false };
    const { shared } = options;
    shared?.channel.addEventListener("message", ({ data }) => this.#receive(data as Word));
    this.#leader = shared && new Leader(shared.locks, shared.name, (until) => this.#lead(until));
    this.#watch = setInterval(() => this.#checkLeader(), SILENCE / 2);
    this.wake();
  }

  /** The state as it is now; another object after each change. */
  get state(): LiveState {
    return this.#state;
  }

  /** What a server-rendered page brought: counts until the server has told everything. A page may know of one machine only. */
  offer(state: FleetState): void {
    if (this.#complete || state.vms.length < this.#state.vms.length) return;
    this.#state = { ...this.#state, ...applyEvent(this.#state, { type: "snapshot", vms: [...state.vms], hosts: [...state.hosts] }) };
    for (const listener of this.#listeners) listener();
  }

  /** Calls back after each change; returns what ends that. */
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** The page came into view or out of it, or the network is back. */
  wake(): void {
    if (this.#state.signedOut) return;
    if (this.#leader) {
      this.#stream?.nudge();
      if (!this.#leader.leads) this.#greet();
    } else if (!this.#options.visible()) {
      this.#stream?.close();
      this.#stream = null;
    } else if (this.#stream) {
      this.#stream.nudge();
    } else {
      this.#stream = this.#listen();
    }
  }

  close(): void {
    clearTimeout(this.#answer);
    clearInterval(this.#watch);
    this.#leader?.stop();
    this.#stream?.close();
    this.#options.shared?.channel.close();
  }

  #lead(until: AbortSignal): void {
    clearTimeout(this.#answer);
    this.#stream = this.#listen();
    until.addEventListener("abort", () => {
      this.#stream?.close();
      this.#stream = null;
    });
  }

  #listen(): EventStream {
    const hear = (word: Word) => {
      this.#apply(word);
      this.#say(word);
    };
    return new EventStream({
      open: this.#options.open,
      isSignedOut: this.#options.isSignedOut,
      listener: {
        heard: () => hear({ kind: "heard" }),
        event: (event) => hear({ kind: "event", event }),
        lost: () => hear({ kind: "lost" }),
        signedOut: () => hear({ kind: "signed-out" }),
      },
    });
  }

  #say(word: Word): void {
    this.#options.shared?.channel.postMessage(word);
  }

  /** Asks the leader for everything. No answer while this tab is in view: the leader is frozen, its place is taken. */
  #greet(): void {
    clearTimeout(this.#answer);
    this.#say({ kind: "hello" });
    this.#answer = setTimeout(() => {
      if (this.#options.visible()) this.#leader?.seize();
    }, ANSWER);
  }

  #checkLeader(): void {
    const silent = Date.now() - this.#state.heardAt > SILENCE;
    if (this.#leader && !this.#leader.leads && silent && this.#options.visible()) this.#greet();
  }

  #receive(word: Word): void {
    if (word.kind !== "hello") {
      clearTimeout(this.#answer);
      this.#apply(word);
    } else if (this.#leader?.leads && this.#complete) {
      const { vms, hosts, live, heardAt } = this.#state;
      this.#say({ kind: "all", state: { vms, hosts }, live, heardAt });
    }
  }

  #apply(word: Word): void {
    this.#complete ||= word.kind === "all" || word.kind === "event";
    this.#state = nextState(this.#state, word);
    for (const listener of this.#listeners) listener();
  }
}

function nextState(state: LiveState, word: Word): LiveState {
  switch (word.kind) {
    case "all":
      return {
        ...state,
        ...applyEvent(state, { type: "snapshot", vms: [...word.state.vms], hosts: [...word.state.hosts] }),
        live: word.live,
        heardAt: word.heardAt,
      };
    case "event":
      return { ...state, ...applyEvent(state, word.event), live: true, heardAt: Date.now() };
    case "heard":
      return { ...state, live: true, heardAt: Date.now() };
    case "lost":
      return { ...state, live: false };
    case "signed-out":
      return { ...state, live: false, signedOut: true };
    default:
      return state;
  }
}
