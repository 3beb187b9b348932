import { OrielError } from "#server/errors.ts";
import { dial } from "../dial.ts";
import type { DisplaySocket } from "../display-socket.ts";
import type { Size } from "../screen-size.ts";
import { channelTypes } from "../spice/channel-type.ts";
import { HANDSHAKE_DEADLINE_MS } from "../spice/link.ts";
import type { Deadline } from "./deadline.ts";
import { addressFor, type SpiceDisplay } from "./spice-display.ts";
import { type ChannelWanted, linkSpice } from "./spice-link.ts";
import { SpiceMessages } from "./spice-messages.ts";
import { firstSpicePicture } from "./spice-picture.ts";

/** Messages of the main channel (spice-protocol, spice/enums.h). */
const MAIN_INIT = 103;
const CHANNELS_LIST = 104;
const ATTACH_CHANNELS = 104;

/** The most channels that a server is thought to have. */
const CHANNELS_LIMIT = 256;

/** A session of our own at a SPICE display. It throws out whoever has one: SPICE takes one viewer. */
export class SpiceSession {
  readonly #display: SpiceDisplay;
  readonly #deadline: Deadline;
  readonly #main: SpiceMessages;
  readonly #id: number;

  private constructor(display: SpiceDisplay, deadline: Deadline, main: SpiceMessages, id: number) {
    this.#display = display;
    this.#deadline = deadline;
    this.#main = main;
    this.#id = id;
  }

  /**
   * Links the main channel and hears of its session.
   * @param socket dialled for the main channel; it is closed where this fails
   * @throws {OrielError} display-refused, display-protocol, display-unreachable, display-closed, display-silent
   */
  static async begin(socket: DisplaySocket, display: SpiceDisplay, deadline: Deadline): Promise<SpiceSession> {
    const wanted: ChannelWanted = { channel: "main", channelId: 0, sessionId: 0 };
    const main = new SpiceMessages(
      await linkSpice(socket, wanted, display.password, deadline.atMost(HANDSHAKE_DEADLINE_MS)),
      deadline.signal,
    );
    try {
      const { fields } = await nextOf(main, MAIN_INIT);
      return new SpiceSession(display, deadline, main, fields.u32(0));
    } catch (error) {
      await main.close();
      throw error;
    }
  }

  /**
   * Opens the first display channel and waits for its first picture. The channel is closed again.
   * @throws {OrielError} no-such-display where the server has no display channel; display-address, display-unreachable,
   * display-untrusted, display-refused, display-protocol, display-closed, display-silent
   */
  async firstPicture(): Promise<Size> {
    const channelId = await this.#displayChannel();
    const socket = await dial(addressFor(this.#display, "display"), this.#deadline.atMost(HANDSHAKE_DEADLINE_MS));
    const wanted: ChannelWanted = { channel: "display", channelId, sessionId: this.#id };
    const { password } = this.#display;
    const display = new SpiceMessages(
      await linkSpice(socket, wanted, password, this.#deadline.atMost(HANDSHAKE_DEADLINE_MS)),
      this.#deadline.signal,
    );
    try {
      return await firstSpicePicture(display);
    } finally {
      await display.close();
    }
  }

  /** Ends the session and waits until it is ended. */
  close(): Promise<void> {
    return this.#main.close();
  }

  /** Begins the session's further channels, and finds the display channel among them. */
  async #displayChannel(): Promise<number> {
    this.#main.send(ATTACH_CHANNELS);
    const { fields } = await nextOf(this.#main, CHANNELS_LIST);
    const count = fields.u32(0);
    if (count > CHANNELS_LIMIT) throw new OrielError("display-protocol", `it claims to have ${count} channels`);
    const ids = Array.from({ length: count }, (_, index) => ({ type: fields.u8(4 + 2 * index), id: fields.u8(5 + 2 * index) }))
      .filter(({ type }) => type === channelTypes.display)
      .map(({ id }) => id);
    if (ids.length === 0) throw new OrielError("no-such-display", "The SPICE display has no display channel: the machine has no screen.");
    return Math.min(...ids);
  }
}

/** The next message of a kind on the main channel; the others are of no use here. */
async function nextOf(main: SpiceMessages, type: number) {
  for (;;) {
    const message = await main.next();
    if (message.type === type) return message;
  }
}
