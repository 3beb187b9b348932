import type { DisplayAddress } from "#server/display/address.ts";
import type { DisplaySocket } from "#server/display/display-socket.ts";
import type { Deadline } from "#server/display/probe/deadline.ts";

/** How a display of one protocol is tried out. */
export type DisplayProbe = {
  /** Where it is dialled first. */
  address: DisplayAddress;
  hasPassword: boolean;
  /** Whether it takes one viewer: the next one throws out the one before. */
  isExclusive: boolean;
  /**
   * Goes in with the password.
   * @param socket dialled, and paused; it is closed where this fails
   */
  open(socket: DisplaySocket, deadline: Deadline): Promise<ProbedDisplay>;
  /** Whether it lets in somebody with a wrong password, or with none. */
  letsIn(deadline: Deadline): Promise<boolean>;
};

/** A display that one is in. */
export type ProbedDisplay = {
  /** Waits until a whole picture has come. */
  firstPicture(): Promise<unknown>;
  /** Closes it, and waits until it is closed. */
  close(): Promise<void>;
};
