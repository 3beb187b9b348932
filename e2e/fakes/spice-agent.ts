import type { SpiceChannel } from "./spice-channel.ts";
import type { Size } from "./spice-messages.ts";
import { Agent, AgentCap, Say, u32, u64 } from "./spice-protocol.ts";

const PROTOCOL = 1;
const HEADER = 20;
/** At most so much of a message in one piece (VD_AGENT_MAX_DATA_SIZE). */
const MAX_PIECE = 2048;
const SUCCESS = 1;
const FileStatus = { canSendData: 0, cancelled: 1, error: 2, success: 3 } as const;
/** The clipboard of copy and paste, not of the mouse's selection; three reserved bytes follow. */
const CLIPBOARD = u32(0);
const UTF8_TEXT = u32(1);
const CAPS = AgentCap.monitorsConfig | AgentCap.reply | AgentCap.clipboardByDemand | AgentCap.clipboardSelection;

export type ReceivedFile = { name: string; size: number; data: Buffer; state: "coming" | "done" | "refused" };

/** The SPICE agent of a guest that is not there (spice-protocol's spice/vd_agent.h). */
export class FakeAgent {
  /** What the client has put into the guest's clipboard, last first. */
  readonly pasted: string[] = [];
  /** Whether the client has said that it has something to paste. */
  offered = false;
  readonly files = new Map<number, ReceivedFile>();
  /** Whether files are taken. */
  takesFiles = true;
  /** Every message that came whole. */
  readonly heard: { type: number; data: Buffer }[] = [];
  readonly #main: SpiceChannel;
  readonly #onResize: (size: Size) => void;
  #held: Buffer = Buffer.alloc(0);
  #copied = "";

  constructor(main: SpiceChannel, onResize: (size: Size) => void) {
    this.#main = main;
    this.#onResize = onResize;
  }

  /** Tells the client what this agent can. */
  announce(request: boolean): void {
    this.say(Agent.announceCapabilities, u32(Number(request), CAPS));
  }

  /** Copies a text in the guest. The client is told that there is one, and gets it when it asks. */
  copy(text: string): void {
    this.#copied = text;
    this.say(Agent.clipboardGrab, CLIPBOARD, UTF8_TEXT);
  }

  /** Asks the client for what it has offered, as a guest does when somebody pastes. */
  paste(): void {
    this.say(Agent.clipboardRequest, CLIPBOARD, UTF8_TEXT);
  }

  /** Takes a piece of a message from the client. */
  hear(piece: Buffer): void {
    this.#main.send(Say.main.agentToken, u32(1));
    this.#held = Buffer.concat([this.#held, piece]);
    while (this.#held.length >= HEADER) {
      const size = HEADER + this.#held.readUInt32LE(16);
      if (this.#held.length < size) return;
      const message = { type: this.#held.readUInt32LE(4), data: this.#held.subarray(HEADER, size) };
      this.#held = this.#held.subarray(size);
      this.heard.push(message);
      this.#answer(message.type, message.data);
    }
  }

  say(type: number, ...data: Buffer[]): void {
    const size = data.reduce((sum, part) => sum + part.length, 0);
    const message = Buffer.concat([u32(PROTOCOL, type), u64(0), u32(size), ...data]);
    for (let at = 0; at < message.length; at += MAX_PIECE) this.#main.send(Say.main.agentData, message.subarray(at, at + MAX_PIECE));
  }

  #answer(type: number, data: Buffer): void {
    if (type === Agent.announceCapabilities && data.readUInt32LE(0) === 1) this.announce(false);
    if (type === Agent.monitorsConfig) {
      this.say(Agent.reply, u32(type, SUCCESS));
      this.#onResize({ height: data.readUInt32LE(8), width: data.readUInt32LE(12) });
    }
    if (type === Agent.clipboardGrab) this.offered = true;
    if (type === Agent.clipboardRelease) this.offered = false;
    if (type === Agent.clipboardRequest) this.say(Agent.clipboard, CLIPBOARD, UTF8_TEXT, Buffer.from(this.#copied));
    if (type === Agent.clipboard) this.pasted.unshift(data.toString("utf8", 8));
    if (type === Agent.fileStart) this.#beginFile(data);
    if (type === Agent.fileData) this.#takeFile(data);
  }

  /** An id, and a GKeyFile with name and size. */
  #beginFile(data: Buffer): void {
    const id = data.readUInt32LE(0);
    const text = data.toString("utf8", 4);
    const field = (name: string) => new RegExp(`^${name}=(.*)$`, "m").exec(text)?.[1] ?? "";
    const state = this.takesFiles ? "coming" : "refused";
    this.files.set(id, { name: field("name"), size: Number.parseInt(field("size"), 10), data: Buffer.alloc(0), state });
    this.say(Agent.fileStatus, u32(id, this.takesFiles ? FileStatus.canSendData : FileStatus.error));
  }

  #takeFile(data: Buffer): void {
    const id = data.readUInt32LE(0);
    const file = this.files.get(id);
    if (file?.state !== "coming") return;
    file.data = Buffer.concat([file.data, data.subarray(12)]);
    if (file.data.length < file.size) return;
    file.state = "done";
    this.say(Agent.fileStatus, u32(id, FileStatus.success));
  }
}
