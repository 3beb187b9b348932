import type { ConsoleMode } from "#server/contract/console.ts";
import type { Conversation } from "#server/display/conversation.ts";
import { dial } from "#server/display/dial.ts";
import { DisplayConversation } from "#server/display/display-conversation.ts";
import { agentFilter } from "#server/display/spice/agent-filter.ts";
import { channelOf, type SpiceChannel } from "#server/display/spice/channel-type.ts";
import { type Linked, linkChannel, type Uplink } from "#server/display/spice/link.ts";
import { LinkRefusal, linkErrors } from "#server/display/spice/link-error.ts";
import type { LinkMessage } from "#server/display/spice/link-message.ts";
import { SessionIdReader } from "#server/display/spice/session-id.ts";
import { ViewFilter } from "#server/display/spice/view-filter.ts";
import { OrielError } from "#server/errors.ts";
import type { Admission } from "./admission.ts";
import { copying, type FarEnd, filtering, type Opened, type UnlinkedEnd } from "./far-end.ts";
import type { LiveConsoles } from "./live-consoles.ts";
import type { Display, Machines, RefusedPassword } from "./machines.ts";
import type { Opening } from "./opening.ts";
import { checkSameRun } from "./same-run.ts";
import { takeHold } from "./take-hold.ts";

/** The channels that a console may have: those that the browser's client can use, for a watcher without the guest's input. */
const allowed: Record<ConsoleMode, ReadonlySet<SpiceChannel | null>> = {
  control: new Set(["main", "display", "inputs", "cursor", "playback"]),
  view: new Set(["main", "display", "cursor", "playback"]),
};

/** Opens a machine's SPICE display for one console: the main channel now, and each further one when the browser asks for it. */
export async function openSpice(opening: Opening, machines: Machines, live: LiveConsoles): Promise<Opened> {
  const { admission } = opening;
  const display = await machines.display(admission.vm, "spice");
  const { runtimeId } = display;
  const session = new SpiceSession(admission, machines, runtimeId);
  const far = session.main(await session.dial("main", display));
  try {
    takeHold(opening, live);
  } catch (error) {
    far.destroy();
    throw error;
  }
  return { far, runtimeId, further: () => session.further() };
}

/** One session at a display: what its channels share. */
class SpiceSession {
  readonly #admission: Admission;
  readonly #machines: Machines;
  readonly #runtimeId: number;
  /** The session's id, by which its further channels join; null before the display has told it. */
  #id: number | null = null;

  constructor(admission: Admission, machines: Machines, runtimeId: number) {
    this.#admission = admission;
    this.#machines = machines;
    this.#runtimeId = runtimeId;
  }

  /** The main channel, over what was dialled for it. */
  main(uplink: Uplink): UnlinkedEnd {
    const check = ({ channelType, connectionId }: LinkMessage) => {
      if (channelOf(channelType) !== "main" || connectionId !== 0)
        throw new LinkRefusal("client-protocol", linkErrors.badConnectionId, "the first channel is the main one of a new session");
    };
    return this.#end(check, uplink, (linked) => this.#mainEnd(linked));
  }

  /** Another channel. Where the display is, is asked at once; it is dialled when the browser has said what it wants. */
  further(): UnlinkedEnd {
    const asked = this.#display();
    // Whether it failed is seen when it is dialled.
    asked.catch(() => {});
    const check = ({ channelType, connectionId }: LinkMessage) => {
      const channel = channelOf(channelType);
      if (channel === "main") throw new LinkRefusal("ticket-used", linkErrors.permissionDenied, "there is a main channel already");
      if (!allowed[this.#admission.mode].has(channel))
        throw new LinkRefusal("not-allowed", linkErrors.channelNotAvailable, `channel ${channel ?? channelType}`);
      if (this.#id === null || connectionId !== this.#id)
        throw new LinkRefusal("client-protocol", linkErrors.badConnectionId, "the channel is of another session");
    };
    const dialFor = async ({ channelType }: LinkMessage) => this.dial(channelOf(channelType), await asked);
    return this.#end(check, dialFor, ({ display }) => ({ ...display.handOver(), browserSide: copying }));
  }

  /**
   * Dials a display for one channel.
   * @throws {OrielError} machine-off, machine-changed, display-address, display-unreachable
   */
  async dial(channel: SpiceChannel | null, { address, channels, runtimeId, password }: Display): Promise<Uplink> {
    if (runtimeId !== this.#runtimeId) throw new OrielError("machine-changed");
    const display = new DisplayConversation(await dial((channel && channels[channel]) ?? address));
    try {
      await checkSameRun(this.#machines, this.#admission.vm, runtimeId);
      return { display, password };
    } catch (error) {
      display.destroy();
      throw error;
    }
  }

  #display(refused?: RefusedPassword): Promise<Display> {
    return this.#machines.display(this.#admission.vm, "spice", refused);
  }

  /** @param first what is dialled for the first try; where the display refuses the password there is one more */
  #end(
    check: (message: LinkMessage) => void,
    first: Uplink | ((message: LinkMessage) => Promise<Uplink>),
    finish: (linked: Linked) => FarEnd,
  ): UnlinkedEnd {
    let uplink = typeof first === "function" ? null : first;
    let destroyed = false;
    const reach = async (message: LinkMessage, refused?: RefusedPassword) => {
      if (refused) uplink = await this.dial(channelOf(message.channelType), await this.#display(refused));
      else uplink = typeof first === "function" ? await first(message) : first;
      if (destroyed) uplink.display.destroy();
      return uplink;
    };
    return {
      link: async (browser: Conversation) => finish(await linkChannel(browser, { check, reach })),
      destroy: () => {
        destroyed = true;
        uplink?.display.destroy();
      },
    };
  }

  #mainEnd({ display, miniHeader }: Linked): FarEnd {
    const { stream, flow, destroy } = display.handOver();
    const reader = new SessionIdReader(miniHeader);
    const { mode, exchange } = this.#admission;
    const fromDisplay = agentFilter("display", exchange, miniHeader);
    const readId: FarEnd["flow"] = (sink) =>
      flow((bytes) => {
        if (this.#id === null) {
          reader.push(bytes);
          this.#id = reader.id;
        }
        sink(fromDisplay?.push(bytes) ?? bytes);
      });
    const fromBrowser = mode === "view" ? new ViewFilter(miniHeader) : agentFilter("browser", exchange, miniHeader);
    return { stream, flow: readId, browserSide: fromBrowser ? filtering(fromBrowser) : copying, destroy };
  }
}
