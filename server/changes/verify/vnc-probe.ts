import type { DisplayAddress } from "#server/display/address.ts";
import { DIAL_DEADLINE_MS, dial } from "#server/display/dial.ts";
import { DisplayBytes } from "#server/display/probe/display-bytes.ts";
import { firstRfbPicture } from "#server/display/probe/rfb-picture.ts";
import { rfbLetsIn } from "#server/display/probe/rfb-stranger.ts";
import { HANDSHAKE_DEADLINE_MS, shakeHands } from "#server/display/rfb/open.ts";
import { screenOf } from "#server/display/rfb/server-init.ts";
import type { DisplayProbe } from "./display-probe.ts";

/** A VNC display. It is shared: whoever watches it stays. */
export function vncProbe(address: DisplayAddress, password: string | null): DisplayProbe {
  return {
    address,
    hasPassword: password !== null,
    open: async (socket, deadline) => {
      const { serverInit, ...display } = await shakeHands(socket, password, deadline.atMost(HANDSHAKE_DEADLINE_MS));
      const bytes = new DisplayBytes(display, deadline.signal);
      return { firstPicture: () => firstRfbPicture(bytes, screenOf(serverInit)), close: () => bytes.close() };
    },
    letsIn: async (deadline) => {
      const socket = await dial(address, deadline.atMost(DIAL_DEADLINE_MS));
      return rfbLetsIn(socket, deadline.atMost(HANDSHAKE_DEADLINE_MS));
    },
    beside: null,
  };
}
