import type { DisplayAddress } from "../address.ts";
import type { SpiceChannel } from "../spice/channel-type.ts";

/** A SPICE display: where its channels are dialled, and with what. */
export type SpiceDisplay = {
  address: DisplayAddress;
  /** Channels that listen elsewhere. */
  channels: Readonly<Record<string, DisplayAddress>>;
  password: string | null;
};

/** Where a channel is dialled. */
export function addressFor({ address, channels }: SpiceDisplay, channel: SpiceChannel): DisplayAddress {
  return channels[channel] ?? address;
}
