/** Capabilities as they are sent: 32-bit words, least significant bit first (spice-protocol, spice/protocol.h). */
export type Capabilities = readonly number[];

/** Common capabilities, by bit. */
export const AUTH_SELECTION = 0;
export const AUTH_SPICE = 1;
export const AUTH_SASL = 2;
export const MINI_HEADER = 3;

/** Whether a capability is among them. */
export function has(capabilities: Capabilities, bit: number): boolean {
  return (((capabilities[bit >>> 5] ?? 0) >>> (bit & 31)) & 1) === 1;
}

/** The same without one. */
export function without(capabilities: Capabilities, bit: number): Capabilities {
  return capabilities.map((word, index) => (index === bit >>> 5 ? (word & ~(1 << (bit & 31))) >>> 0 : word));
}
