import type { ConsoleRequest, Pass, Protocol } from "#server/contract/console.ts";
import { type ConsoleEvent, type ConsoleModel, deviceOf, reduce, retryDelay } from "./console-machine.ts";
import { type Line, lineOf } from "./line.ts";
import type { Connect, ConsoleEnd, ConsoleSession, Quality, Scaling } from "./session.ts";

/** What the controller reaches the world with. */
export interface ConsoleWorld {
  /** Asks the portal for a pass; fails with something that has a `code`. */
  ask(request: Required<Omit<ConsoleRequest, "vm">>): Promise<Pass>;
  load(protocol: Protocol): Promise<Connect>;
  /** A fresh element for one session, below nothing and above the others. */
  layer(): HTMLElement;
  after(ms: number, run: () => void): () => void;
  /** Monotonic, in ms. */
  now(): number;
  random(): number;
}

/** How the person wants to see it; kept through all sessions. */
export interface ConsoleLook {
  label: string;
  scaling: Scaling;
  quality: Quality;
}

/** What the page draws; a new object whenever anything in it changed. */
export interface ConsoleView {
  model: ConsoleModel;
  /** The session that is shown or is being opened; null before the first. */
  session: ConsoleSession | null;
  look: ConsoleLook;
  /** What the relay says of the session; null before the first. */
  line: Line | null;
  /** The serial line has said nothing since it was opened. */
  silent: boolean;
}

/** Something that is shown in a layer of its own. */
interface Shown {
  session: ConsoleSession;
  line: Line;
  layer: HTMLElement;
  /** Which of the protocol's consoles. */
  device: number;
  /** When it was connected; null before. */
  since: number | null;
}

/** Runs a console's model: opens sessions, listens to them, waits, and keeps the last picture until the next one is there. */
export class ConsoleController {
  readonly #world: ConsoleWorld;
  readonly #listeners = new Set<() => void>();
  #view: ConsoleView;
  #current: Shown | undefined;
  /** The last picture, under a session that has none yet. */
  #last: Shown | undefined;
  #cancelRetry: () => void = () => undefined;
  #running = false;

  constructor(world: ConsoleWorld, model: ConsoleModel, look: ConsoleLook) {
    this.#world = world;
    this.#view = { model, session: null, look, line: null, silent: false };
  }

  get view(): ConsoleView {
    return this.#view;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Begins; may be called again after `stop`. */
  start(first: ConsoleEvent = { type: "begin" }): void {
    if (this.#running) return;
    this.#running = true;
    this.dispatch(first);
  }

  /** Ends everything. */
  stop(): void {
    this.#running = false;
    this.#cancelRetry();
    this.#drop(this.#last);
    this.#drop(this.#current);
    this.#last = undefined;
    this.#current = undefined;
    this.#show({ session: null, line: null, silent: false });
  }

  dispatch(event: ConsoleEvent): void {
    const before = this.#view.model;
    const model = reduce(before, event);
    if (model === before) return;
    this.#show({ model });
    if (model.phase !== before.phase || model.run !== before.run) this.#follow();
  }

  setScaling(scaling: Scaling): void {
    this.#show({ look: { ...this.#view.look, scaling } });
  }

  setQuality(quality: Quality): void {
    this.#show({ look: { ...this.#view.look, quality } });
    this.#current?.session.setQuality(quality);
  }

  #show(change: Partial<ConsoleView>): void {
    this.#view = { ...this.#view, ...change };
    for (const listener of this.#listeners) listener();
  }

  /** Does what the phase asks for. */
  #follow(): void {
    this.#cancelRetry();
    if (!this.#running) return;
    const { model } = this.#view;
    if (model.phase === "opening") void this.#open(model);
    else if (model.phase !== "connected") this.#close(this.#current);
    if (model.phase === "retrying") {
      this.#cancelRetry = this.#world.after(retryDelay(model, this.#world.random()), () => this.dispatch({ type: "retry" }));
    }
  }

  /** The pass and the client's code are fetched side by side: neither waits for the other. */
  async #open(model: ConsoleModel): Promise<void> {
    const { run, protocol, mode, takeOver, start } = model;
    if (!protocol) return;
    this.#close(this.#current);
    const client = this.#world.load(protocol);
    client.catch(() => undefined);
    try {
      const pass = await this.#world.ask({ protocol, mode, takeOver, start, device: deviceOf(model) });
      const connect = await client;
      if (this.#running && run === this.#view.model.run) this.#tryConnect(run, connect, pass);
    } catch (error) {
      this.dispatch({ type: "ended", run, end: endOfFailure(error), lasted: 0 });
    }
  }

  #tryConnect(run: number, connect: Connect, pass: Pass): void {
    try {
      this.#connect(run, connect, pass);
    } catch (error) {
      this.dispatch({ type: "ended", run, end: { code: "internal", details: String(error) }, lasted: 0 });
    }
  }

  #connect(run: number, connect: Connect, pass: Pass): void {
    const device = deviceOf(this.#view.model);
    this.#keepLast(pass.protocol, device);
    const layer = this.#world.layer();
    layer.dataset.live = "false";
    const session = this.#sessionIn(layer, connect, pass);
    const line = lineOf(pass);
    const shown: Shown = { session, line, layer, device, since: null };
    this.#current = shown;
    session.on("state", (state) => {
      if (state === "connected") this.#connected(run, shown);
    });
    session.on("ended", (end) => {
      const lasted = shown.since === null ? 0 : this.#world.now() - shown.since;
      this.dispatch({ type: "ended", run, end, lasted });
    });
    session.on("capabilities", () => this.#show({}));
    session.on("silent", (silent) => {
      if (silent !== this.#view.silent) this.#show({ silent });
    });
    this.#show({ session, line, silent: false });
  }

  #sessionIn(layer: HTMLElement, connect: Connect, pass: Pass): ConsoleSession {
    const previous = this.#last?.session;
    try {
      return connect(layer, pass, { ...this.#view.look, ...(previous && { previous }) });
    } catch (error) {
      layer.remove();
      throw error;
    }
  }

  /** Of the sessions there were, keeps the one with the last picture; of another console, none. */
  #keepLast(protocol: Protocol, device: number): void {
    const current = this.#current;
    this.#current = undefined;
    if (current && current.since !== null) {
      this.#drop(this.#last);
      this.#last = current;
    } else this.#drop(current);
    if (this.#last && (this.#last.session.protocol !== protocol || this.#last.device !== device)) {
      this.#drop(this.#last);
      this.#last = undefined;
    }
  }

  #connected(run: number, shown: Shown): void {
    shown.since = this.#world.now();
    shown.layer.dataset.live = "true";
    this.#drop(this.#last);
    this.#last = undefined;
    this.dispatch({ type: "connected", run });
    shown.line.start({ dead: () => this.#died(run, shown), yours: () => this.dispatch({ type: "mode", mode: "control" }) });
  }

  /** Nothing says that the connection has ended, and nothing comes: it is as good as ended. */
  #died(run: number, shown: Shown): void {
    this.#close(shown);
    const lasted = shown.since === null ? 0 : this.#world.now() - shown.since;
    this.dispatch({ type: "ended", run, end: { code: "network", details: "the portal did not answer" }, lasted });
  }

  #close(shown: Shown | undefined): void {
    shown?.line.stop();
    shown?.session.close();
  }

  #drop(shown: Shown | undefined): void {
    shown?.line.stop();
    shown?.session.dispose();
    shown?.layer.remove();
  }
}

/** The code of a request that got no answer. */
const OFFLINE = "offline";

/** A failed request says its code; a client that could not be loaded, and a request that never arrived, are the network's. */
function endOfFailure(error: unknown): ConsoleEnd {
  const said = error instanceof Error && "code" in error ? String(error.code) : OFFLINE;
  const code = said === OFFLINE ? "network" : said;
  const details = error instanceof Error && "details" in error && error.details ? String(error.details) : "";
  return { code, ...(details && { details }) };
}
