import type { PowerAction, Vm } from "#server/contract/vm.ts";
import { isDone } from "./power.ts";

/** A reboot shows in no state: that it is under way is shown this long, in milliseconds. */
const SHOWN = 2500;
/** A guest may ignore the request to shut down: nothing is waited for longer than this, in milliseconds. */
const PATIENCE = 60_000;

type Options = {
  post: (id: string, action: PowerAction) => Promise<unknown>;
  /** The hypervisor refused, or could not be asked. */
  failed: (vm: Vm, action: PowerAction, error: unknown) => void;
  /** Accepted, yet the state has not come. */
  overdue: (id: string, action: PowerAction) => void;
};

type Pending = { action: PowerAction; accepted: boolean; timer: ReturnType<typeof setTimeout> | undefined };

/** What is being done to machines' power: from the click until the live state shows that it is done. */
export class PendingActions {
  readonly #options: Options;
  readonly #pending = new Map<string, Pending>();
  readonly #listeners = new Set<() => void>();
  #vms: readonly Vm[] = [];
  #actions: ReadonlyMap<string, PowerAction> = new Map();

  constructor(options: Options) {
    this.#options = options;
  }

  /** The action under way on each machine, by its id; another object after each change. */
  readonly actions = (): ReadonlyMap<string, PowerAction> => this.#actions;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Does an action; never rejects. */
  async perform(vm: Vm, action: PowerAction): Promise<void> {
    this.#end(vm.id);
    const mine: Pending = { action, accepted: false, timer: undefined };
    this.#pending.set(vm.id, mine);
    this.#changed();
    try {
      await this.#options.post(vm.id, action);
    } catch (error) {
      if (this.#pending.get(vm.id) === mine) this.#end(vm.id);
      this.#options.failed(vm, action, error);
      return;
    }
    if (this.#pending.get(vm.id) === mine) this.#accepted(vm, mine);
  }

  /** Ends what the live state shows to be done. */
  observe(vms: readonly Vm[]): void {
    this.#vms = vms;
    for (const [id, { action, accepted }] of this.#pending) {
      const vm = vms.find((one) => one.id === id);
      if (!vm || (accepted && isDone(action, vm.state))) this.#end(id);
    }
  }

  #accepted(before: Vm, mine: Pending): void {
    const { action } = mine;
    if (isDone(action, before.state)) {
      mine.timer = setTimeout(() => this.#end(before.id), SHOWN);
      return;
    }
    mine.accepted = true;
    mine.timer = setTimeout(() => {
      this.#end(before.id);
      this.#options.overdue(before.id, action);
    }, PATIENCE);
    this.observe(this.#vms);
  }

  #end(id: string): void {
    clearTimeout(this.#pending.get(id)?.timer);
    if (this.#pending.delete(id)) this.#changed();
  }

  #changed(): void {
    this.#actions = new Map([...this.#pending].map(([id, { action }]) => [id, action]));
    for (const listener of this.#listeners) listener();
  }
}
