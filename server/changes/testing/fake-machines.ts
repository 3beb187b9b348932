import type { PowerAction } from "#server/contract/vm.ts";
import { OrielError } from "#server/errors.ts";
import type { Definition } from "#server/hypervisors/definition.ts";
import type { ChangeMachines } from "../run-change.ts";

/** For tests: machines whose definitions and runs behave as libvirt's do, in memory. */
export class FakeMachines implements ChangeMachines {
  readonly definitions = new Map<string, Definition>();
  /** Everything that was done to them, in order. */
  readonly done: [vm: string, what: "define" | "live" | PowerAction][] = [];
  /** Why a machine with this definition does not start; null: it does. */
  refuseStart: (xml: string) => OrielError | null = () => null;
  /** What libvirt makes of a definition that it is given. */
  taken: (xml: string) => string = (xml) => xml;
  /** Whether a running display takes what libvirt says it has taken. */
  ignoresLive = false;
  #runs = 1;

  add(vm: string, xml: string, { on = false, persistent = true }: { on?: boolean; persistent?: boolean } = {}): void {
    this.definitions.set(vm, { xml, live: null, state: "shutoff", starting: false, persistent, run: null });
    if (on) this.#begin(vm);
  }

  /** Somebody changes the definition with another program. */
  edit(vm: string, change: (xml: string) => string): void {
    const present = this.#get(vm);
    this.definitions.set(vm, { ...present, xml: change(present.xml) });
  }

  async definition(vm: string): Promise<Definition> {
    return this.#get(vm);
  }

  async define(vm: string, xml: string, { expected }: { expected: string }): Promise<void> {
    const present = this.#get(vm);
    if (present.xml !== expected) throw new OrielError("definition-changed");
    this.done.push([vm, "define"]);
    this.definitions.set(vm, { ...present, xml: this.taken(xml) });
  }

  updateGraphics: ChangeMachines["updateGraphics"] = (vm, element, { lock }) =>
    lock(`display-password ${vm}`, async () => {
      const present = this.#get(vm);
      if (present.live === null) throw new OrielError("machine-off");
      this.done.push([vm, "live"]);
      const live = this.ignoresLive ? present.live : present.live.replace(/<graphics[^>]*>/, () => element);
      this.definitions.set(vm, { ...present, live });
    });

  async power(vm: string, action: PowerAction): Promise<void> {
    const present = this.#get(vm);
    this.done.push([vm, action]);
    if (action === "force-off") {
      if (present.run === null) throw new OrielError("libvirt-failed", "Requested operation is not valid: domain is not running");
      this.definitions.set(vm, { ...present, live: null, state: "shutoff", run: null });
    }
    if (action === "start") {
      if (present.run !== null) throw new OrielError("libvirt-failed", "Requested operation is not valid: domain is already running");
      const refusal = this.refuseStart(present.xml);
      if (refusal) throw refusal;
      this.#begin(vm);
    }
  }

  #begin(vm: string): void {
    const present = this.#get(vm);
    const run = this.#runs++;
    const live = present.xml.replace(/^<domain/, `<domain id='${run}'`).replaceAll("port='-1'", "port='5901'");
    this.definitions.set(vm, { ...present, live, state: "running", run });
  }

  #get(vm: string): Definition {
    const present = this.definitions.get(vm);
    if (!present) throw new OrielError("machine-unknown");
    return present;
  }
}
