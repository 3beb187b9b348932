import type { ConsoleMode, Protocol } from "#server/contract/console.ts";
import type { Person } from "#server/contract/person.ts";
import type { ExchangeRules } from "#server/contract/settings.ts";
import type { VmId } from "#server/contract/vm.ts";

/** A console that may be opened: who, what, and the id under which the records know it. */
export type Admission = {
  consoleId: string;
  sessionId: string;
  person: Person;
  /** The client's address. */
  address: string;
  vm: VmId;
  protocol: Protocol;
  mode: ConsoleMode;
  takeOver: boolean;
  /** Which of the machine's serial lines; 0 where the protocol has one console. */
  device: number;
  /** Whether the machine is started for it. */
  start: boolean;
  /** What may pass beside picture, sound and keys. */
  exchange: ExchangeRules;
};
