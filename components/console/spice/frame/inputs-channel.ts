import { type ClientMessage, clientMessage } from "./client-message.ts";
import { Constants, type Message, SpiceInputsConn } from "./library.ts";
import { GuestLocks, type Locks } from "./locks.ts";
import { isLockScanCode } from "./scancodes.ts";

/** A button of the pointer: its number and its mask (spice-protocol's enums.h, SPICE_MOUSE_BUTTON_*). */
export interface Button {
  number: number;
  mask: number;
}

/** By `MouseEvent.button`. */
export const buttons: readonly Button[] = [
  { number: 1, mask: 1 },
  { number: 2, mask: 2 },
  { number: 3, mask: 4 },
  { number: 6, mask: 32 },
  { number: 7, mask: 64 },
];
export const wheelUp: Button = { number: 4, mask: 8 };
export const wheelDown: Button = { number: 5, mask: 16 };

/** Movements that may be under way unacknowledged: the server acknowledges every fourth. */
const MAX_MOTIONS = 2 * Constants.SPICE_INPUT_MOTION_ACK_BUNCH;
/** The messages with which the server tells the guest's locks. */
const locksMessages: readonly number[] = [Constants.SPICE_MSG_INPUTS_INIT, Constants.SPICE_MSG_INPUTS_KEY_MODIFIERS];
/** Messages that may wait for the channel: the picture is there before it, and a person may type at once. */
const MAX_EARLY = 512;

/** The client's inputs channel with messages of our own: the client's handlers know one button at a time, and no scaling. */
export class InputsChannel extends SpiceInputsConn {
  readonly #locks = new GuestLocks();
  #held = 0;
  /** What was done before the channel was ready, in order; null once it is. */
  #early: ClientMessage[] | null = [];
  #last: { x: number; y: number } | undefined;

  /** The server's first message makes the channel ready for what was done before it. */
  override process_channel_message(message: Message): boolean {
    // Both messages are the locks and nothing else: one u16.
    if (locksMessages.includes(message.type) && message.data) this.#locks.tell(new DataView(message.data).getUint16(0, true));
    const early = message.type === Constants.SPICE_MSG_INPUTS_INIT ? this.#early : null;
    if (early) {
      this.#early = null;
      for (const waiting of early) this.#say(waiting);
    }
    return super.process_channel_message(message);
  }

  /** Sets the guest's locks where they are known to differ (SPICE_MSGC_INPUTS_KEY_MODIFIERS: a u16 of all of them). */
  setLocks(locks: Locks): void {
    const mask = this.#locks.change(locks);
    if (mask === null) return;
    this.#say(clientMessage(Constants.SPICE_MSGC_INPUTS_KEY_MODIFIERS, 2, (body) => body.setUint16(0, mask, true)));
  }

  key(scanCode: number, down: boolean): void {
    if (down && isLockScanCode(scanCode)) this.#locks.doubt();
    const type = down ? Constants.SPICE_MSGC_INPUTS_KEY_DOWN : Constants.SPICE_MSGC_INPUTS_KEY_UP;
    this.#say(clientMessage(type, 4, (body) => body.setUint32(0, scanCode, true)));
  }

  /** Moves the pointer to a place of the picture, in its pixels. */
  move(x: number, y: number): void {
    const direct = this.mouse_mode === Constants.SPICE_MOUSE_MODE_CLIENT;
    // Only the last place counts, and a click says it first.
    if (this.#early) this.pending_mouse_msg = direct ? { msg: this.#position(x, y), x, y } : null;
    else if (this.state !== "ready") return;
    else if (direct) this.queue_mouse_motion(this.#position(x, y), x, y);
    else this.#moveBy(x, y);
  }

  /** Presses a button that is up. */
  press({ number, mask }: Button): void {
    if (this.#held & mask) return;
    this.#held |= mask;
    this.#button(Constants.SPICE_MSGC_INPUTS_MOUSE_PRESS, number);
  }

  /** Releases a button that is down; another is none of the guest's. */
  release({ number, mask }: Button): void {
    if ((this.#held & mask) === 0) return;
    this.#held &= ~mask;
    this.#button(Constants.SPICE_MSGC_INPUTS_MOUSE_RELEASE, number);
  }

  #button(type: number, number: number): void {
    // A button goes down where the pointer is, so the guest must know of that first.
    if (this.pending_mouse_msg) {
      this.#say(this.pending_mouse_msg.msg);
      this.pending_mouse_msg = null;
      this.waiting_for_ack++;
    }
    const held = this.#held;
    const message = clientMessage(type, 3, (body) => {
      body.setUint8(0, number);
      body.setUint16(1, held, true);
    });
    this.#say(message);
  }

  /** SPICE_MSGC_INPUTS_MOUSE_POSITION: x u32, y u32, buttons u16, display u8. */
  #position(x: number, y: number): ClientMessage {
    const held = this.#held;
    return clientMessage(Constants.SPICE_MSGC_INPUTS_MOUSE_POSITION, 11, (body) => {
      body.setUint32(0, x, true);
      body.setUint32(4, y, true);
      body.setUint16(8, held, true);
    });
  }

  /**
   * A guest without a tablet or an agent knows only of movements: SPICE_MSGC_INPUTS_MOUSE_MOTION, dx i32, dy i32,
   * buttons u16. One that may not go yet becomes part of the next.
   */
  #moveBy(x: number, y: number): void {
    if (this.waiting_for_ack >= MAX_MOTIONS) return;
    const [dx, dy] = [x - (this.#last?.x ?? x), y - (this.#last?.y ?? y)];
    this.#last = { x, y };
    this.waiting_for_ack++;
    const held = this.#held;
    const message = clientMessage(Constants.SPICE_MSGC_INPUTS_MOUSE_MOTION, 10, (body) => {
      body.setInt32(0, dx, true);
      body.setInt32(4, dy, true);
      body.setUint16(8, held, true);
    });
    this.#say(message);
  }

  #say(message: ClientMessage): void {
    if (this.#early) {
      if (this.#early.length < MAX_EARLY) this.#early.push(message);
    } else if (this.state === "ready") this.send_msg(message);
  }
}
