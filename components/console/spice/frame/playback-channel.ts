import { type ChannelOptions, SpicePlaybackConn } from "./library.ts";
import { PortSocket } from "./port-socket.ts";

/** The client's playback channel; it plays as long as it is open. */
export class PlaybackChannel extends SpicePlaybackConn {
  readonly channel: number;

  constructor(options: ChannelOptions) {
    super(options);
    this.channel = PortSocket.of(this).channel;
  }

  stop(): void {
    if (this.ws) this.cleanup();
    if (!this.audio) return;
    URL.revokeObjectURL(this.audio.src);
    this.audio.remove();
  }
}
