import type { Readable } from "node:stream";

/** The stream ended before all the bytes that were asked for came. */
export class StreamEnded extends Error {
  override readonly name = "StreamEnded";
}

/**
 * Reads exactly `size` bytes (at least 1) of a stream that is not flowing, however they are cut; what follows stays in it.
 * @throws {StreamEnded} when it ends or breaks before, or the signal's reason when that comes first
 */
export function readExactly(stream: Readable, size: number, signal: AbortSignal): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const settle = (act: () => void) => {
      stream.off("readable", attempt).off("end", fail).off("close", fail).off("error", fail);
      signal.removeEventListener("abort", abort);
      act();
    };
    const fail = (error?: Error) => settle(() => reject(new StreamEnded(error?.message ?? "it ended", { cause: error })));
    const abort = () => settle(() => reject(signal.reason));
    const attempt = () => {
      const bytes: Buffer | null = stream.read(size);
      if (bytes === null) return stream.destroyed || stream.readableEnded ? fail() : undefined;
      return bytes.length === size ? settle(() => resolve(bytes)) : fail();
    };
    stream.on("readable", attempt).once("end", fail).once("close", fail).once("error", fail);
    signal.addEventListener("abort", abort, { once: true });
    if (signal.aborted) abort();
    else attempt();
  });
}
