/** What the client takes for a message of its own. */
export interface ClientMessage {
  type: number;
  buffer_size(): number;
  to_buffer(buffer: ArrayBuffer): void;
}

const HEADER_BYTES = 6;

/** A message with a mini header (spice/protocol.h, SpiceMiniDataHeader: type u16, size u32) and `size` bytes that `write` fills in. */
export function clientMessage(type: number, size: number, write: (body: DataView) => void): ClientMessage {
  return {
    type,
    buffer_size: () => HEADER_BYTES + size,
    to_buffer: (buffer) => {
      const header = new DataView(buffer);
      header.setUint16(0, type, true);
      header.setUint32(2, size, true);
      write(new DataView(buffer, HEADER_BYTES));
    },
  };
}
