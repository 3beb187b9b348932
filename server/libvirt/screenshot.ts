import { addAbortSignal } from "node:stream";
import type { CallOptions, Read, Write } from "./caller.ts";
import type { Connection } from "./connection.ts";
import { withDeadline } from "./deadline.ts";
import { type DomainRef, writeDomain } from "./domain-ref.ts";
import { ProtocolError } from "./error.ts";
import { procedure } from "./protocol.ts";

/** A picture of a domain's screen; QEMU gives PNG from libvirt 7.x on, PPM before. */
export type Screenshot = { mime: string; data: Buffer };

/** Largest picture that is taken, in bytes: an uncompressed PPM of 3840 x 2160 fits. */
const SIZE_MAX = 32 * 1024 * 1024;
const DEADLINE_MS = 10_000;

/**
 * Takes a picture of a running domain's screen.
 * @param screen which head, from 0
 * @throws {LibvirtError} operationInvalid where it is off; noSupport and others where there is no screen
 */
export function screenshot(connection: Connection, domain: DomainRef, screen = 0, options: CallOptions = {}): Promise<Screenshot> {
  const deadlineMs = options.deadlineMs ?? DEADLINE_MS;
  return withDeadline("the screenshot", deadlineMs, options.signal, (signal) => take(connection, domain, screen, { deadlineMs, signal }));
}

async function take(connection: Connection, domain: DomainRef, screen: number, options: Required<CallOptions>): Promise<Screenshot> {
  const write: Write = (writer) => {
    writeDomain(writer, domain);
    writer.uint(screen).uint(0);
  };
  const readMime: Read<string> = (reader) => reader.optional((text) => text.string()) ?? "";
  const { result: mime, stream } = await connection.openStream(procedure.domainScreenshot, write, readMime, options);
  try {
    return { mime, data: await collect(addAbortSignal(options.signal, stream)) };
  } catch (error) {
    options.signal.throwIfAborted();
    throw error;
  }
}

async function collect(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.length;
    if (size > SIZE_MAX) throw new ProtocolError(`a screenshot is larger than ${SIZE_MAX} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, size);
}
