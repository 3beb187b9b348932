import type { ClipboardFailure, Transfer } from "../../session.ts";
import { type GuestCapability, MAX_CLIPBOARD_LENGTH } from "../protocol.ts";
import { Agent, agentCan, agentType, clipboardText, selectionOf, textOf } from "./agent-message.ts";
import { AgentMessages } from "./agent-messages.ts";
import { FileTransfers, type TransferTask } from "./file-transfers.ts";
import { type ChannelOptions, Constants, type Message, SpiceMainConn } from "./library.ts";

/** A UTF-16 unit has at most 3 bytes of UTF-8. */
const LONGEST_AGENT_MESSAGE = 3 * MAX_CLIPBOARD_LENGTH + 64;
/** cvt, by which a guest's X server makes its modes, knows no others. */
const WIDTH_STEP = 8;

type ClientTask = Parameters<InstanceType<typeof SpiceMainConn>["file_xfer_read"]>[0];

interface MainOptions {
  viewing: boolean;
  /** Whether files may be sent. */
  files: boolean;
}

interface MainListener {
  /** The channels that the server offers, by type and number. */
  channels(offered: { type: number; id: number }[]): void;
  mouseMode(mode: number): void;
  /** What the agent can do now; nothing without one. */
  agent(capabilities: GuestCapability[]): void;
  clipboard(text: string): void;
  clipboardFailed(why: ClipboardFailure): void;
  transfer(transfer: Transfer): void;
}

/** The client's main channel: who opens further channels, and speaks with the guest's agent, is told by its listener. */
export class MainChannel extends SpiceMainConn {
  readonly #listener: MainListener;
  readonly #viewing: boolean;
  readonly #messages = new AgentMessages(LONGEST_AGENT_MESSAGE);
  readonly #files: FileTransfers;
  readonly #takesFiles: boolean;
  #sharing = false;
  /** What the guest may have; null: nothing. */
  #offered: string | null = null;
  /** Whether something was copied in the guest, and was asked for. */
  #copied = false;
  #fetching = false;

  constructor(
    options: ChannelOptions & { screen_id: string; scale_view: boolean },
    { viewing, files }: MainOptions,
    listener: MainListener,
  ) {
    super(options);
    this.#listener = listener;
    this.#viewing = viewing;
    this.#takesFiles = files;
    this.#files = new FileTransfers((transfer) => listener.transfer(transfer));
  }

  override process_channel_message(message: Message): boolean {
    const data = message.data ?? new ArrayBuffer(0);
    switch (message.type) {
      case Constants.SPICE_MSG_MAIN_CHANNELS_LIST:
        this.#listener.channels(offeredChannels(new DataView(data)));
        return true;
      case Constants.SPICE_MSG_MAIN_AGENT_DATA:
        for (const whole of this.#viewing ? [] : this.#messages.push(data)) this.#agentSaid(whole);
        return true;
      case Constants.SPICE_MSG_MAIN_AGENT_DISCONNECTED:
        this.#agentLeft();
        return super.process_channel_message(message);
      default:
        return super.process_channel_message(message);
    }
  }

  /** Watching tells the guest nothing, its agent included. */
  override connect_agent(): void {
    if (!this.#viewing) super.connect_agent();
  }

  override handle_mouse_mode(current: number, supported: number): void {
    if (!this.#viewing) super.handle_mouse_mode(current, supported);
    this.#listener.mouseMode(current);
  }

  /** Asks the guest for a size, in pixels. */
  ask(width: number, height: number): void {
    if (this.agent_connected) this.resize_window(0, width - (width % WIDTH_STEP), height, 32, 0, 0);
  }

  share(on: boolean): void {
    this.#sharing = on;
    if (!on) this.#offered = null;
  }

  offer(text: string): void {
    if (this.#viewing || !this.agent_connected) return;
    this.#offered = text;
    this.#copied = false;
    this.send_clipboard_grab();
  }

  /** Asks for what was copied in the guest. */
  fetch(): void {
    if (!this.#copied) this.#listener.clipboardFailed("empty");
    else {
      this.#fetching = true;
      super.handle_clipboard_grab();
    }
  }

  sendFile(file: File): void {
    if (!this.agent_connected || !this.#takesFiles) return;
    this.file_xfer_start(FileTransfers.sendable(file));
    const task = this.file_xfer_tasks[this.file_xfer_task_id - 1] as TransferTask | undefined;
    if (task) this.#files.begin(task, file.name);
  }

  override file_xfer_read(task: ClientTask, start?: number): void {
    // While there are no tokens the client only puts the file aside.
    if (this.agent_tokens <= 0 || this.#files.mayRead(task)) super.file_xfer_read(task, start);
  }

  override file_xfer_completed(task: ClientTask, error?: string): void {
    super.file_xfer_completed(task, error);
    this.#files.end(task, error);
  }

  override handle_clipboard_grab(): void {
    this.#copied = true;
    this.#offered = null;
    if (this.#sharing) super.handle_clipboard_grab();
  }

  override handle_clipboard_receive({ data }: { data: ArrayBuffer }): void {
    const fetching = this.#fetching;
    this.#fetching = false;
    if (!this.#sharing && !fetching) return;
    const text = textOf(data, this.#capabilities);
    if (text === null) this.#listener.clipboardFailed("empty");
    else if (text.length > MAX_CLIPBOARD_LENGTH) this.#listener.clipboardFailed("too-long");
    else this.#listener.clipboard(text.replaceAll("\r\n", "\n"));
  }

  override handle_clipboard_send(): void {
    if (this.#offered === null) return;
    const crlf = agentCan(this.#capabilities, Agent.capGuestLineEndCrlf);
    const text = crlf ? this.#offered.replaceAll(/\r?\n/g, "\r\n") : this.#offered;
    this.send_agent_message(Agent.clipboard, clipboardText(text, this.#capabilities));
  }

  get #capabilities(): number {
    return this.agent_caps[0] ?? 0;
  }

  #agentSaid(whole: ArrayBuffer): void {
    const type = agentType(whole);
    const ofClipboard =
      type === Agent.clipboard || type === Agent.clipboardGrab || type === Agent.clipboardRequest || type === Agent.clipboardRelease;
    if (ofClipboard && selectionOf(whole, this.#capabilities) !== 0) return;
    if (type === Agent.clipboardRelease) this.#copied = false;
    super.process_channel_message({ type: Constants.SPICE_MSG_MAIN_AGENT_DATA, data: whole });
    if (type === Agent.announceCapabilities) this.#listener.agent(this.#canDo());
  }

  #canDo(): GuestCapability[] {
    const can = (bit: number) => agentCan(this.#capabilities, bit);
    return [
      ...(can(Agent.capMonitorsConfig) ? (["match"] as const) : []),
      ...(can(Agent.capClipboardByDemand) ? (["clipboard"] as const) : []),
      ...(can(Agent.capFileTransferDisabled) || !this.#takesFiles ? [] : (["files"] as const)),
    ];
  }

  #agentLeft(): void {
    this.#messages.clear();
    this.#copied = false;
    this.#fetching = false;
    this.agent_msg_queue = [];
    this.file_xfer_read_queue = [];
    for (const task of Object.values(this.file_xfer_tasks)) this.file_xfer_completed(task, "the guest's agent has gone");
    this.#listener.agent([]);
  }
}

/** SPICE_MSG_MAIN_CHANNELS_LIST: how many u32, then type u8 and number u8 of each. */
function offeredChannels(body: DataView): { type: number; id: number }[] {
  const count = Math.min(body.getUint32(0, true), (body.byteLength - 4) >> 1);
  return Array.from({ length: count }, (_, index) => ({ type: body.getUint8(4 + 2 * index), id: body.getUint8(5 + 2 * index) }));
}
