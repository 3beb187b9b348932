import { addressFor, type SpiceDisplay, SpiceSession, spiceLetsIn } from "#server/display/probe/spice-session.ts";
import type { DisplayProbe } from "./display-probe.ts";

/** A SPICE display. */
export function spiceProbe(display: SpiceDisplay): DisplayProbe {
  return {
    address: addressFor(display, "main"),
    hasPassword: display.password !== null,
    isExclusive: true,
    open: (socket, deadline) => SpiceSession.begin(socket, display, deadline),
    letsIn: (deadline) => spiceLetsIn(display, deadline),
  };
}
