/** The two ways of a handshake. `read` gives exactly so many bytes, or throws {@link BytesEnded} where they end before. */
export type Conversation = { read(size: number): Promise<Buffer>; write(bytes: Buffer): void };
