/** Channels by their numbers on the wire (spice-protocol, spice/enums.h), named as libvirt's `<channel name=...>` does. */
export const channelTypes = {
  main: 1,
  display: 2,
  inputs: 3,
  cursor: 4,
  playback: 5,
  record: 6,
  smartcard: 8,
  usbredir: 9,
  port: 10,
  webdav: 11,
} as const;

/** A channel's name. */
export type SpiceChannel = keyof typeof channelTypes;

const names = new Map<number, SpiceChannel>(Object.entries(channelTypes).map(([name, type]) => [type, name as SpiceChannel]));

/** The name of a channel type, or null where it is not known. */
export function channelOf(type: number): SpiceChannel | null {
  return names.get(type) ?? null;
}
