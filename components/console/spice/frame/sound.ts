import type { PlaybackChannel } from "./playback-channel.ts";

/** What the client plays: the only codec it knows, in a container that it makes itself. */
const CODEC = 'audio/webm; codecs="opus"';

/** Whether this browser can play what the client makes. */
function canPlay(): boolean {
  return "MediaSource" in window && MediaSource.isTypeSupported(CODEC);
}

/** Sound, while it is asked for: its channel is opened then, and closed when it is no longer. */
export class Sound {
  /** Opens the channel; unset where the machine has no sound, or it broke off. */
  #open: (() => PlaybackChannel) | undefined;
  #channel: PlaybackChannel | undefined;
  #wanted = false;

  /** Whether there is sound to be had. */
  get isOffered(): boolean {
    return this.#open !== undefined;
  }

  offer(open: () => PlaybackChannel): void {
    if (canPlay()) this.#open = open;
  }

  set(wanted: boolean): void {
    this.#wanted = wanted;
    if (!wanted) this.#channel?.stop();
    // While the last channel is closing the server has it still; the next is opened when it is closed.
    else this.#channel ??= this.#open?.();
  }

  /**
   * A channel is closed, perhaps ours. What was not switched off has broken off, and is not offered again.
   * @returns whether that is so
   */
  closed(channel: number): boolean {
    if (this.#channel?.channel !== channel) return false;
    const stopped = this.#channel.ws === undefined;
    this.#channel.stop();
    this.#channel = undefined;
    if (!stopped) this.#open = undefined;
    else if (this.#wanted) this.#channel = this.#open?.();
    return !stopped;
  }

  end(): void {
    this.#channel?.stop();
  }
}
