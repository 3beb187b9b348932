import { OrielError } from "#server/errors.ts";
import { SECURITY_NONE } from "./security-type.ts";
import { commonVersion, VERSION_SIZE, versionMessages } from "./version.ts";

const ONLY_NONE = Buffer.of(1, SECURITY_NONE);
const ONLY_NONE_3_3 = Buffer.of(0, 0, 0, SECURITY_NONE);
const SECURITY_OK = Buffer.of(0, 0, 0, 0);

/**
 * RFB's handshake as the server towards a browser, offering only security type None: the display's own authentication is done
 * by then. There is nothing to decide after the client's version, so the answers up to ServerInit go out at once, which saves
 * two round trips; a client that keeps step finds them where it looks for them.
 */
export class Downstream {
  readonly #serverInit: Buffer;
  /** What came of the message that is awaited. */
  #held: Buffer = Buffer.alloc(0);
  /** The messages of the client that are still to come, in their order. */
  #awaited: ("version" | "security" | "init")[] = ["version"];

  /** @param serverInit the display's own ServerInit message */
  constructor(serverInit: Buffer) {
    this.#serverInit = serverInit;
  }

  /** What the client is sent before it says anything. */
  readonly greeting = versionMessages["3.8"];

  /** Whether the client's part is over. */
  get done(): boolean {
    return this.#awaited.length === 0;
  }

  /**
   * Takes what the client sent, however it is cut.
   * @returns what to answer, in messages; and, once `done`, the bytes behind the handshake
   * @throws {OrielError} client-protocol
   */
  push(chunk: Buffer): { answers: Buffer[]; rest: Buffer } {
    let bytes = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const answers: Buffer[] = [];
    for (let step = this.#awaited[0]; step !== undefined; step = this.#awaited[0]) {
      const size = step === "version" ? VERSION_SIZE : 1;
      if (bytes.length < size) {
        this.#held = Buffer.from(bytes);
        return { answers, rest: Buffer.alloc(0) };
      }
      this.#awaited.shift();
      answers.push(...this.#take(step, bytes.subarray(0, size)));
      bytes = bytes.subarray(size);
    }
    this.#held = Buffer.alloc(0);
    return { answers, rest: bytes };
  }

  #take(step: "version" | "security" | "init", message: Buffer): Buffer[] {
    if (step === "version") return this.#takeVersion(message);
    if (step === "security" && message[0] !== SECURITY_NONE)
      throw new OrielError("client-protocol", `it chose security type ${message[0]}, which was not offered`);
    // ClientInit's shared flag is not heeded: the display was asked to share already.
    return [];
  }

  #takeVersion(message: Buffer): Buffer[] {
    const version = commonVersion(message);
    if (version === null) throw new OrielError("client-protocol", "it does not speak RFB (VNC)");
    if (version === "3.3") {
      this.#awaited = ["init"];
      return [ONLY_NONE_3_3, this.#serverInit];
    }
    this.#awaited = ["security", "init"];
    return version === "3.7" ? [ONLY_NONE, this.#serverInit] : [ONLY_NONE, SECURITY_OK, this.#serverInit];
  }
}
