/** Headers of the messages behind a link (spice-protocol, spice/protocol.h: SpiceMiniDataHeader, SpiceDataHeader); type and size follow each other. */
export const headers = { mini: { size: 6, typeAt: 0 }, full: { size: 18, typeAt: 8 } } as const;
