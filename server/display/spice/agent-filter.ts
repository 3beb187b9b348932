import type { ExchangeRules } from "#server/contract/settings.ts";
import { OrielError } from "#server/errors.ts";
import { headers } from "./message-header.ts";

/** Who says what is filtered. */
type Side = "browser" | "display";

/** Types of the agent's messages (spice-protocol, spice/vd_agent.h). */
const agent = {
  clipboard: 4,
  clipboardGrab: 7,
  clipboardRequest: 8,
  clipboardRelease: 9,
  fileStart: 10,
  fileStatus: 11,
  fileData: 12,
  /** VD_AGENT_GRAPHICS_DEVICE_INFO. */
  last: 16,
} as const;

/** Text itself, and that there is some or none any more: they go the way of the text. */
const ofText = [agent.clipboard, agent.clipboardGrab, agent.clipboardRelease];
const ofFiles = [agent.fileStart, agent.fileStatus, agent.fileData];

/** Main channel messages (spice-protocol, spice/enums.h) that carry the agent's, and those at which its messages begin anew. */
const carrying: Record<Side, { data: number; begins: readonly number[] }> = {
  // SPICE_MSGC_MAIN_AGENT_DATA; _AGENT_START.
  browser: { data: 107, begins: [106] },
  // SPICE_MSG_MAIN_AGENT_DATA; _AGENT_CONNECTED, _AGENT_DISCONNECTED, _AGENT_CONNECTED_TOKENS.
  display: { data: 109, begins: [107, 108, 115] },
};

/** Where a full header says that messages lie within the message. */
const SUB_LIST_AT = 14;

/** VDAgentMessage: protocol u32, type u32, opaque u64, size u32, then so many bytes. */
const AGENT_HEADER = { size: 20, typeAt: 4, opaqueAt: 8, sizeAt: 16 } as const;
/** What no agent and no client takes for anything. */
const NO_TYPE = 0;

/** The filter of one direction of a main channel; null where the rules forbid nothing. */
export function agentFilter(from: Side, rules: ExchangeRules, miniHeader: boolean): AgentFilter | null {
  if (rules.clipboardToMachine && rules.clipboardFromMachine && rules.filesToMachine) return null;
  return new AgentFilter(from, rules, miniHeader);
}

function forbiddenTypes(from: Side, rules: ExchangeRules): ReadonlySet<number> {
  const [along, against] =
    from === "browser" ? [rules.clipboardToMachine, rules.clipboardFromMachine] : [rules.clipboardFromMachine, rules.clipboardToMachine];
  return new Set([
    ...(along ? [] : ofText),
    ...(against ? [] : [agent.clipboardRequest]),
    ...(rules.filesToMachine || from === "display" ? [] : ofFiles),
  ]);
}

/**
 * Follows one direction of a main channel and blanks what the rules forbid of the agent's messages: their type becomes one that
 * nobody knows, their content zeros. They are not taken out, because both sides count messages, for their acknowledgements and for
 * the agent's tokens, and would wait for those that never came. Nothing is held: what is known of a message at each byte decides.
 */
export class AgentFilter {
  readonly #from: Side;
  readonly #forbidden: ReadonlySet<number>;
  /** The header under way, and how much of it there is. */
  readonly #header: Buffer;
  readonly #typeAt: number;
  #headerAt = 0;
  /** Bytes of the message under way that are still to come, and whether they are the agent's. */
  #left = 0;
  #isAgents = false;
  /** The same of the agent's own message: it may go on in the next. */
  readonly #agentHeader = Buffer.alloc(AGENT_HEADER.size);
  #agentAt = 0;
  #agentLeft = 0;
  #blanked = false;

  constructor(from: Side, rules: ExchangeRules, miniHeader: boolean) {
    const { size, typeAt } = miniHeader ? headers.mini : headers.full;
    this.#from = from;
    this.#forbidden = forbiddenTypes(from, rules);
    this.#header = Buffer.alloc(size);
    this.#typeAt = typeAt;
  }

  /**
   * Takes bytes, however they are cut.
   * @returns the same bytes, changed in their place
   * @throws {OrielError} client-protocol, display-closed, where it cannot be known any more what is whose
   */
  push(chunk: Buffer): Buffer {
    for (let at = 0; at < chunk.length; ) {
      if (this.#left === 0) at += this.#readHeader(chunk.subarray(at));
      else {
        const part = chunk.subarray(at, at + this.#left);
        if (this.#isAgents) this.#follow(part);
        this.#left -= part.length;
        at += part.length;
      }
    }
    return chunk;
  }

  /** @returns how many of the bytes were the header's */
  #readHeader(bytes: Buffer): number {
    const taken = bytes.copy(this.#header, this.#headerAt);
    this.#headerAt += taken;
    if (this.#headerAt < this.#header.length) return taken;
    this.#headerAt = 0;
    const type = this.#header.readUInt16LE(this.#typeAt);
    this.#left = this.#header.readUInt32LE(this.#typeAt + 2);
    this.#isAgents = type === carrying[this.#from].data;
    if (this.#from === "browser" && this.#header.length > SUB_LIST_AT && this.#header.readUInt32LE(SUB_LIST_AT) !== 0)
      throw new OrielError("client-protocol", "messages within a message");
    if (carrying[this.#from].begins.includes(type)) this.#beginAnew();
    return taken;
  }

  /**
   * The agent went and came back. Of a browser's message that was broken off by it, nobody can tell from here which bytes the
   * display took for the end of the old one, and which for a new one.
   */
  #beginAnew(): void {
    const midway = this.#agentAt > 0;
    if (midway && this.#from === "browser") throw new OrielError("display-closed", "the guest's agent went in the middle of a message");
    this.#agentAt = 0;
    this.#agentLeft = 0;
  }

  #follow(bytes: Buffer): void {
    for (let at = 0; at < bytes.length; ) {
      if (this.#agentAt < AGENT_HEADER.size) at += this.#followHeader(bytes, at);
      else {
        const part = bytes.subarray(at, at + this.#agentLeft);
        if (this.#blanked) part.fill(0);
        this.#agentLeft -= part.length;
        at += part.length;
      }
      if (this.#agentAt === AGENT_HEADER.size && this.#agentLeft === 0) this.#agentAt = 0;
    }
  }

  #followHeader(bytes: Buffer, at: number): number {
    const place = this.#agentAt++;
    const byte = bytes.readUInt8(at);
    // All types that there are fit the first byte of four, so it decides, and the others are zero.
    if (place === AGENT_HEADER.typeAt) {
      this.#blanked = byte > agent.last || this.#forbidden.has(byte);
      if (this.#blanked) bytes[at] = NO_TYPE;
    } else if (place > AGENT_HEADER.typeAt && place < AGENT_HEADER.opaqueAt) bytes[at] = 0;
    else if (place >= AGENT_HEADER.opaqueAt && place < AGENT_HEADER.sizeAt && this.#blanked) bytes[at] = 0;
    this.#agentHeader[place] = byte;
    if (place === AGENT_HEADER.size - 1) this.#agentLeft = this.#agentHeader.readUInt32LE(AGENT_HEADER.sizeAt);
    return 1;
  }
}
