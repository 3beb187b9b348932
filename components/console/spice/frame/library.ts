import type * as Library from "spice-client";

declare global {
  // The packaged client's own name for itself; it runs before this script, unmodified.
  var SpiceClient: typeof Library;
}

/**
 * spice-protocol's enums.h, SpiceImageType. spice-client 1.2.0 has a type 103 of its own invention, which shifts those
 * behind it: a JPEG would be taken for a surface.
 */
const imageTypes = {
  SPICE_IMAGE_TYPE_LZ4_RGB: -1,
  SPICE_IMAGE_TYPE_FROM_CACHE: 103,
  SPICE_IMAGE_TYPE_SURFACE: 104,
  SPICE_IMAGE_TYPE_JPEG: 105,
  SPICE_IMAGE_TYPE_FROM_CACHE_LOSSLESS: 106,
  SPICE_IMAGE_TYPE_ZLIB_GLZ_RGB: 107,
  SPICE_IMAGE_TYPE_JPEG_ALPHA: 108,
  SPICE_IMAGE_TYPE_LZ4: 109,
};

Object.assign(globalThis.SpiceClient.Constants, imageTypes);

export const { Constants, SpiceMainConn, SpiceDisplayConn, SpiceInputsConn, SpiceCursorConn, SpicePlaybackConn } = globalThis.SpiceClient;

/** A message as the client hands it to a channel: its type, and its body where it has one. */
export interface Message {
  type: number;
  data?: ArrayBuffer;
}

/** What a channel of the client is made with; `uri` names the channel's kind to the socket that stands in for WebSocket. */
export interface ChannelOptions {
  uri: string;
  parent?: Library.SpiceConn;
  connection_id?: number;
  type?: number;
  chan_id?: number;
  onerror(this: Library.SpiceConn, error: Error): void;
}
