import type { ErrorCode } from "#server/errors.ts";
import type { Admission } from "./admission.ts";

/** Who asks for a console, as their request says. */
export type Asking = {
  /** The Cookie header; empty where there is none. */
  cookie: string;
  /** null: the request carries none, or several. */
  ticket: string | null;
  /** The client's address. */
  address: string;
};

/** How a console ended. */
export type Ended = {
  /** null: the browser closed it. */
  code: ErrorCode | null;
  /** What else is known of why. */
  details?: string | undefined;
  closeCode: number;
  bytesDown: number;
  bytesUp: number;
};

/**
 * What the relay asks of the store, all of it away from the event loop that carries consoles. Each resolves when its records
 * have reached the disk, and throws OrielError: store-unavailable where they could not be written.
 */
export type Access = {
  /**
   * Redeems a ticket with the sign-in that the cookies stand for and counts the console against its limits. A refusal is in the
   * audit log when it is thrown.
   */
  admit(asking: Asking): Promise<Admission>;
  /**
   * Checks that a further channel of a console is asked for by the sign-in that opened it. A refusal is in the audit log when it is
   * thrown.
   */
  join(asking: Asking, admission: Admission): Promise<void>;
  /** Records a request that was refused before anybody was asked who it is. */
  refused(asking: Pick<Asking, "address">, code: ErrorCode, details?: string): Promise<void>;
  /** Records that an admitted console opens. No byte may flow before. */
  opened(admission: Admission): Promise<void>;
  /** Records that an admitted console could not be opened. */
  failed(admission: Admission, code: ErrorCode, details?: string): Promise<void>;
  /** Records that who controls a machine has handed it over, to the person of another console. */
  handedOver(from: Admission, to: Admission): Promise<void>;
  /** Records the end of a console that was opened. */
  closed(admission: Admission, ended: Ended): Promise<void>;
  /**
   * Tells which consoles the relay carries or is opening, by id. Its others are noted as ended where they are a minute old: an
   * end that could not be recorded, or an admission that was answered too late, would count as an open console for ever.
   */
  carried(consoleIds: readonly string[]): Promise<void>;
  /** Takes a lock that holds across processes where it is nobody's. Gives who holds it now; null where somebody else does. */
  acquireLease(name: string): Promise<string | null>;
  /** Gives it back. */
  releaseLease(name: string, holder: string): Promise<void>;
};
