import { OrielError } from "#server/errors.ts";
import { BytesEnded } from "../byte-queue.ts";
import type { Conversation } from "../conversation.ts";
import { chooseSecurity, SECURITY_NONE, SECURITY_VNC } from "./security-type.ts";
import { readServerInit } from "./server-init.ts";
import { commonVersion, type RfbVersion, VERSION_SIZE, versionMessages } from "./version.ts";
import { answerChallenge, CHALLENGE_SIZE } from "./vnc-auth.ts";

/** How much of a refusal's reason is read; servers may claim any length up to 4 GiB. */
const REASON_LIMIT = 500;
const SHARED = Buffer.of(1);

/**
 * Speaks RFB's handshake as the client of a display, up to and with ServerInit: versions 3.3, 3.7 and 3.8, security None and
 * VNC authentication (RFC 6143, sections 7.1 to 7.3). Others who watch the display stay: it is always asked to share.
 * @returns the ServerInit message as it came
 * @throws {OrielError} display-refused, display-protocol
 */
export async function handshakeUpstream(display: Conversation, password: string | null): Promise<Buffer> {
  try {
    const version = await agreeOnVersion(display);
    const type = chooseSecurity(await offeredTypes(display, version), password);
    await authenticate(display, version, type, password ?? "");
    display.write(SHARED);
    return await readServerInit(display);
  } catch (error) {
    if (!(error instanceof BytesEnded)) throw error;
    throw new OrielError("display-protocol", "it closed the connection during the handshake", { cause: error });
  }
}

/** @throws {OrielError} display-protocol; {@link BytesEnded}, as the next two do */
export async function agreeOnVersion(display: Conversation): Promise<RfbVersion> {
  const version = commonVersion(await display.read(VERSION_SIZE));
  if (version === null) throw new OrielError("display-protocol", "it does not speak RFB (VNC)");
  display.write(versionMessages[version]);
  return version;
}

/**
 * Takes one of the security types that were offered, and gives the password where that is VNC authentication.
 * @throws {OrielError} display-refused
 */
export async function authenticate(display: Conversation, version: RfbVersion, type: number, password: string): Promise<void> {
  if (version !== "3.3") display.write(Buffer.of(type));
  if (type === SECURITY_VNC) display.write(answerChallenge(await display.read(CHALLENGE_SIZE), password));
  // Before 3.8 None has no SecurityResult (RFC 6143, section 7.2.1 and appendix A).
  if (type === SECURITY_NONE && version !== "3.8") return;
  const result = (await display.read(4)).readUInt32BE();
  if (result === 0) return;
  throw new OrielError("display-refused", version === "3.8" ? await readReason(display) : `security result ${result}`);
}

/** The security types that a display offers. @throws {OrielError} display-refused where it wants nothing of us */
export async function offeredTypes(display: Conversation, version: RfbVersion): Promise<number[]> {
  if (version === "3.3") {
    const type = (await display.read(4)).readUInt32BE();
    if (type === 0) throw new OrielError("display-refused", await readReason(display));
    return [type];
  }
  const count = (await display.read(1)).readUInt8();
  if (count === 0) throw new OrielError("display-refused", await readReason(display));
  return [...(await display.read(count))];
}

/** The text of a refusal: its beginning, printable characters only. */
async function readReason(display: Conversation): Promise<string> {
  const length = Math.min((await display.read(4)).readUInt32BE(), REASON_LIMIT);
  const text = length === 0 ? "" : (await display.read(length)).toString("utf8");
  return text.replace(/[^\x21-\x7e\u00a1-\ud7ff]+/g, " ").trim() || "it gave no reason";
}
