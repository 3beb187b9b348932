import type { Host } from "#server/contract/host.ts";
import type { LiveEvent } from "#server/contract/live.ts";
import type { Vm } from "#server/contract/vm.ts";

/** What the stream needs of the fleet. */
type Changes = { vms: Vm[]; gone: string[]; hosts: Host[] };
type Source = { vms(): Vm[]; hosts(): Host[]; subscribe(listener: (changes: Changes) => void): () => void };

type Options = {
  fleet: Source;
  /** Tells when a sign-in may have ended. */
  store: { onChange(listener: () => void): () => void };
  /** How the sign-in that asked stands: as it did, with other rights, or no more. */
  standing(): Promise<"same" | "changed" | "ended">;
  /** What of the hypervisors is told. */
  shown(hosts: Host[]): Host[];
  signal: AbortSignal;
  /** Milliseconds between pings; at each the sign-in is checked too, since it also ends by its age. */
  pingMs?: number;
};

/**
 * The fleet as server-sent events (HTML, section 9.2): a snapshot, then changes. While the client does not read, changes are
 * merged, so a slow one costs at most one fleet of memory. Ends when the sign-in does, saying so; when its rights change it just
 * ends, since a browser connects again by itself.
 */
export function fleetEvents(options: Options): ReadableStream<Uint8Array> {
  const session = new EventSession(options);
  return new ReadableStream(
    {
      start: (controller) => session.start(controller),
      pull: () => session.flush(),
      cancel: () => session.end(),
    },
    { highWaterMark: 1 },
  );
}

class EventSession {
  readonly #options: Options;
  readonly #encoder = new TextEncoder();
  #controller: ReadableStreamDefaultController<Uint8Array> | null = null;
  #vms = new Map<string, Vm>();
  #gone = new Set<string>();
  #hosts = new Map<string, Host>();
  #stop: (() => void)[] = [];

  constructor(options: Options) {
    this.#options = options;
  }

  start(controller: ReadableStreamDefaultController<Uint8Array>): void {
    const { fleet, store, shown, signal, pingMs = 15_000 } = this.#options;
    this.#controller = controller;
    const close = () => this.#close();
    const timer = setInterval(() => this.#ping(), pingMs);
    signal.addEventListener("abort", close);
    this.#stop = [
      fleet.subscribe((changes) => this.#merge(changes)),
      store.onChange(() => this.#check()),
      () => clearInterval(timer),
      () => signal.removeEventListener("abort", close),
    ];
    this.#send("snapshot", { type: "snapshot", vms: fleet.vms(), hosts: shown(fleet.hosts()) } satisfies LiveEvent);
    if (signal.aborted) close();
  }

  /** Sends what has changed, once the client has room for it. */
  flush(): void {
    const room = (this.#controller?.desiredSize ?? 0) > 0;
    if (!room || (this.#vms.size === 0 && this.#gone.size === 0 && this.#hosts.size === 0)) return;
    const changes: LiveEvent = {
      type: "changes",
      vms: [...this.#vms.values()],
      gone: [...this.#gone],
      hosts: [...this.#hosts.values()],
    };
    this.#vms.clear();
    this.#gone.clear();
    this.#hosts.clear();
    this.#send("changes", changes);
  }

  /** Stops listening; idempotent. */
  end(): void {
    this.#controller = null;
    for (const stop of this.#stop.splice(0)) stop();
  }

  #merge(changes: Changes): void {
    for (const vm of changes.vms) {
      this.#vms.set(vm.id, vm);
      this.#gone.delete(vm.id);
    }
    for (const id of changes.gone) {
      this.#gone.add(id);
      this.#vms.delete(id);
    }
    for (const host of this.#options.shown(changes.hosts)) this.#hosts.set(host.key, host);
    this.flush();
  }

  #ping(): void {
    if ((this.#controller?.desiredSize ?? 0) > 0) this.#send("ping", {});
    this.#check();
  }

  /** An answer that cannot be had (the store is busy) is no reason to end a sign-in: the next check asks again. */
  #check(): void {
    this.#options.standing().then(
      (standing) => {
        if (standing === "ended") this.#send("signed-out", {});
        if (standing !== "same") this.#close();
      },
      () => undefined,
    );
  }

  #close(): void {
    const controller = this.#controller;
    this.end();
    controller?.close();
  }

  #send(event: string, data: unknown): void {
    this.#controller?.enqueue(this.#encoder.encode(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`));
  }
}
