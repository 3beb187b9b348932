import { DIAL_DEADLINE_MS, dial } from "#server/display/dial.ts";
import { addressFor, type SpiceDisplay } from "#server/display/probe/spice-display.ts";
import { spiceTakes } from "#server/display/probe/spice-knock.ts";
import { SpiceSession } from "#server/display/probe/spice-session.ts";
import { wrongPassword } from "#server/display/probe/wrong-password.ts";
import { HANDSHAKE_DEADLINE_MS } from "#server/display/spice/link.ts";
import { OrielError } from "#server/errors.ts";
import type { DisplayProbe } from "./display-probe.ts";

/** A SPICE display. It takes one viewer: the next one throws out the one before. */
export function spiceProbe(display: SpiceDisplay): DisplayProbe {
  return {
    address: addressFor(display, "main"),
    hasPassword: display.password !== null,
    open: (socket, deadline) => SpiceSession.begin(socket, display, deadline),
    letsIn: async (deadline) => {
      const socket = await dial(addressFor(display, "inputs"), deadline.atMost(DIAL_DEADLINE_MS));
      return spiceTakes(socket, wrongPassword(), deadline.atMost(HANDSHAKE_DEADLINE_MS));
    },
    beside: {
      address: addressFor(display, "inputs"),
      knock: async (socket, deadline) => {
        if (!(await spiceTakes(socket, display.password, deadline.atMost(HANDSHAKE_DEADLINE_MS))))
          throw new OrielError("display-refused", "it does not take the password");
      },
    },
  };
}
