import type { DisplayAddress } from "#server/display/address.ts";
import type { DisplaySocket } from "#server/display/display-socket.ts";
import type { Deadline } from "#server/display/probe/deadline.ts";

/** How a display of one protocol is tried out. */
export type DisplayProbe = {
  /** Where it is dialled first. */
  address: DisplayAddress;
  hasPassword: boolean;
  /**
   * Goes in with the password.
   * @param socket dialled, and paused; it is closed where this fails
   */
  open(socket: DisplaySocket, deadline: Deadline): Promise<ProbedDisplay>;
  /** Whether it lets in somebody with a wrong password, or with none. */
  letsIn(deadline: Deadline): Promise<boolean>;
  /** Where it takes one viewer, whom the next one throws out: the way to try it beside them. null: it is shared. */
  beside: Beside | null;
};

/** How a display is tried whose viewer is to stay: without a picture. */
export type Beside = {
  address: DisplayAddress;
  /**
   * Shows it the password and leaves.
   * @param socket dialled, and paused; it is closed
   * @throws {OrielError} display-refused where it does not take it, and as opening does
   */
  knock(socket: DisplaySocket, deadline: Deadline): Promise<void>;
};

/** A display that one is in. */
export type ProbedDisplay = {
  /** Waits until a whole picture has come. */
  firstPicture(): Promise<unknown>;
  /** Closes it, and waits until it is closed. */
  close(): Promise<void>;
};
