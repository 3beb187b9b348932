import type { VmId } from "#server/contract/vm.ts";

type Source = {
  /** The machines that have a change that waits for power-off and on. */
  read(): Promise<readonly VmId[]>;
  /** Tells that they may be others, whichever process made them so. */
  onChange(listener: () => void): () => void;
};

/** The machines with a change that waits for power-off and on, at hand for lists. */
export class WaitingMachines {
  readonly #source: Source;
  readonly #listeners = new Set<(vms: VmId[]) => void>();
  readonly #stop: () => void;
  #vms: ReadonlySet<VmId> = new Set();
  #reading: Promise<void> = Promise.resolve();

  constructor(source: Source) {
    this.#source = source;
    this.#stop = source.onChange(() => void this.refresh());
  }

  has(vm: VmId): boolean {
    return this.#vms.has(vm);
  }

  /**
   * Tells of machines that have one now and had none, or the other way round.
   * @returns ends it
   */
  subscribe(listener: (vms: VmId[]) => void): () => void {
    const own = (vms: VmId[]) => listener(vms);
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  /** Reads them anew, after what is being read. What cannot be read stays as it was: the next change asks again. */
  refresh(): Promise<void> {
    this.#reading = this.#reading.then(() => this.#read()).catch(() => {});
    return this.#reading;
  }

  close(): void {
    this.#stop();
    this.#listeners.clear();
  }

  async #read(): Promise<void> {
    const before = this.#vms;
    const now = new Set(await this.#source.read());
    this.#vms = now;
    const changed = [...[...now].filter((vm) => !before.has(vm)), ...[...before].filter((vm) => !now.has(vm))];
    if (changed.length > 0) for (const listener of this.#listeners) listener(changed);
  }
}
