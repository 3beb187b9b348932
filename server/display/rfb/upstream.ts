import type { Duplex } from "node:stream";
import { OrielError } from "#server/errors.ts";
import { readExactly, StreamEnded } from "../read-exactly.ts";
import { chooseSecurity, SECURITY_NONE, SECURITY_VNC } from "./security-type.ts";
import { readServerInit } from "./server-init.ts";
import { commonVersion, type RfbVersion, VERSION_SIZE, versionMessages } from "./version.ts";
import { answerChallenge, CHALLENGE_SIZE } from "./vnc-auth.ts";

/** How long a display may take for its whole handshake, in milliseconds. */
export const HANDSHAKE_DEADLINE_MS = 5000;
/** How much of a refusal's reason is read; servers may claim any length up to 4 GiB. */
const REASON_LIMIT = 500;
const SHARED = Buffer.of(1);

/**
 * Speaks RFB's handshake as the client of a display, up to and with ServerInit: versions 3.3, 3.7 and 3.8, security None and
 * VNC authentication (RFC 6143, sections 7.1 to 7.3). Others who watch the display stay: it is always asked to share.
 * What follows ServerInit stays in the stream, unread.
 * @returns the ServerInit message as it came
 * @throws {OrielError} display-refused, display-protocol, display-unreachable
 */
export async function handshakeUpstream(stream: Duplex, password: string | null, deadlineMs = HANDSHAKE_DEADLINE_MS): Promise<Buffer> {
  const signal = AbortSignal.timeout(deadlineMs);
  const read = (size: number) => readExactly(stream, size, signal);
  // A broken stream rejects the read that waits; one between two reads is seen by the next read.
  const ignore = () => {};
  stream.on("error", ignore);
  try {
    const version = await agreeOnVersion(stream, read);
    await authenticate(stream, read, version, password);
    stream.write(SHARED);
    return await readServerInit(read);
  } catch (error) {
    if (error instanceof StreamEnded)
      throw new OrielError("display-protocol", "it closed the connection during the handshake", { cause: error });
    if (error === signal.reason) throw new OrielError("display-unreachable", "it did not finish the handshake in time", { cause: error });
    throw error;
  } finally {
    stream.off("error", ignore);
  }
}

type Read = (size: number) => Promise<Buffer>;

async function agreeOnVersion(stream: Duplex, read: Read): Promise<RfbVersion> {
  const version = commonVersion(await read(VERSION_SIZE));
  if (version === null) throw new OrielError("display-protocol", "it does not speak RFB (VNC)");
  stream.write(versionMessages[version]);
  return version;
}

async function authenticate(stream: Duplex, read: Read, version: RfbVersion, password: string | null): Promise<void> {
  const type = chooseSecurity(await offeredTypes(read, version), password);
  if (version !== "3.3") stream.write(Buffer.of(type));
  if (type === SECURITY_VNC) stream.write(answerChallenge(await read(CHALLENGE_SIZE), password ?? ""));
  // Before 3.8 None has no SecurityResult (RFC 6143, section 7.2.1 and appendix A).
  if (type === SECURITY_NONE && version !== "3.8") return;
  const result = (await read(4)).readUInt32BE();
  if (result === 0) return;
  throw new OrielError("display-refused", version === "3.8" ? await readReason(read) : `security result ${result}`);
}

async function offeredTypes(read: Read, version: RfbVersion): Promise<number[]> {
  if (version === "3.3") {
    const type = (await read(4)).readUInt32BE();
    if (type === 0) throw new OrielError("display-refused", await readReason(read));
    return [type];
  }
  const count = (await read(1)).readUInt8();
  if (count === 0) throw new OrielError("display-refused", await readReason(read));
  return [...(await read(count))];
}

/** The text of a refusal: its beginning, printable characters only. */
async function readReason(read: Read): Promise<string> {
  const length = Math.min((await read(4)).readUInt32BE(), REASON_LIMIT);
  const text = length === 0 ? "" : (await read(length)).toString("utf8");
  return text.replace(/[^\x21-\x7e\u00a1-\ud7ff]+/g, " ").trim() || "it gave no reason";
}
