import type { Size } from "../../session.ts";
import { listenToTouches } from "../../touch/listen-to-touches.ts";
import { listenToEdges } from "../../viewport/edges.ts";
import type { ChannelKind, FrameOptions, FromFrame, GuestCapability, ToFrame } from "../protocol.ts";
import { CursorChannel } from "./cursor-channel.ts";
import { DisplayChannel } from "./display-channel.ts";
import { takeDroppedFiles } from "./dropped-files.ts";
import { FrameCounter } from "./frame-counter.ts";
import { InputsChannel } from "./inputs-channel.ts";
import { Keyboard } from "./keyboard.ts";
import { type ChannelOptions, Constants } from "./library.ts";
import { MainChannel } from "./main-channel.ts";
import { PlaybackChannel } from "./playback-channel.ts";
import { Pointer } from "./pointer.ts";
import { PortSocket } from "./port-socket.ts";
import { Screen } from "./screen.ts";
import { Sound } from "./sound.ts";

declare global {
  /** The way to the page, left by the frame's document (frame-document.ts). */
  var oriel: MessagePort;
}

interface Offer {
  type: number;
  id: number;
}

function firstOf(offered: readonly Offer[], type: number): Offer | undefined {
  return offered.find((one) => one.type === type && one.id === 0);
}

/** The console inside the frame: the client's channels on one side, the port to the page on the other. */
class Console {
  readonly #port: MessagePort;
  readonly #viewing: boolean;
  readonly #screen: Screen;
  readonly #keyboard: Keyboard;
  readonly #pointer: Pointer;
  readonly #main: MainChannel;
  readonly #sound = new Sound();
  readonly #frames = new FrameCounter((count) => this.#tell({ type: "frames", count }));
  /** What the server offers and is not opened before the display has begun with its picture. */
  #further: readonly Offer[] = [];
  #inputs: InputsChannel | undefined;
  #agent: readonly GuestCapability[] = [];
  #over = false;

  constructor(port: MessagePort, screen: HTMLElement, { mode, files, label }: FrameOptions) {
    this.#port = port;
    this.#viewing = mode === "view";
    this.#screen = new Screen(screen, { label, viewing: this.#viewing });
    this.#keyboard = new Keyboard({
      key: (scanCode, down) => this.#inputs?.key(scanCode, down),
      locks: (locks) => this.#inputs?.setLocks(locks),
      release: () => {
        this.#screen.left();
        this.#tell({ type: "release" });
      },
    });
    this.#pointer = new Pointer(this.#screen, () => this.#inputs);
    this.#main = new MainChannel(
      { ...this.#optionsOf("main"), screen_id: screen.id, scale_view: false },
      { viewing: this.#viewing, files },
      {
        channels: (offered) => this.#open(offered),
        mouseMode: (mode) => {
          if (this.#inputs) this.#inputs.mouse_mode = mode;
        },
        agent: (capabilities) => this.#setAgent(capabilities),
        clipboard: (text) => this.#tell({ type: "clipboard", text }),
        clipboardFailed: (why) => this.#tell({ type: "clipboardFailed", why }),
        transfer: (transfer) => this.#tell({ type: "transfer", transfer }),
      },
    );
    this.#listen();
  }

  #listen(): void {
    this.#keyboard.listen(this.#viewing);
    window.addEventListener("blur", () => this.#pointer.releaseAll());
    if (!this.#viewing) this.#pointer.listen();
    listenToTouches(document.documentElement, (points) => this.#tell({ type: "touch", points }));
    listenToEdges(document.documentElement, (edge) => this.#tell({ type: "edge", edge }));
    takeDroppedFiles(() => this.#agent.includes("files") && !this.#over, {
      over: (over) => this.#tell({ type: "drag", over }),
      files: (files) => this.#send(files),
    });
    this.#port.onmessage = ({ data }: MessageEvent<ToFrame>) => void this.#told(data);
  }

  async #told(message: ToFrame): Promise<void> {
    switch (message.type) {
      case "opened":
        return PortSocket.opened(message.channel);
      case "data":
        return PortSocket.received(message.channel, message.bytes);
      case "closed":
        return this.#closed(message.channel);
      case "place":
        return this.#screen.place(message.placement);
      case "match":
        return this.#match(message.size);
      case "pointer":
        return this.#pointer.set(message.state);
      case "wheel":
        return this.#pointer.turn(message.clicks);
      case "keys":
        return this.#keyboard.press(message.codes);
      case "capsOff":
        return this.#inputs?.setLocks({ CapsLock: false });
      case "focus":
        return this.#screen.focus();
      case "sound":
        return this.#sound.set(message.on);
      case "clipboard":
        return this.#main.share(message.on);
      case "offer":
        return this.#main.offer(message.text);
      case "fetch":
        return this.#main.fetch();
      case "files":
        return this.#send(message.files);
      case "screenshot":
        return this.#tell({ type: "screenshot", request: message.request, png: await this.#screen.picture() });
      case "end":
        return this.#end();
    }
  }

  /** Opens the display alone: the server makes a key for each channel, one after the other, and the picture would wait for the others'. */
  #open(offered: readonly Offer[]): void {
    this.#further = offered;
    const display = firstOf(offered, Constants.SPICE_CHANNEL_DISPLAY);
    if (!display) {
      this.#openFurther();
      return;
    }
    new DisplayChannel(this.#optionsOf("display", display), {
      surface: (canvas) => this.#showSurface(canvas),
      complete: () => this.#tell({ type: "connected" }),
      drawn: () => this.#frames.count(),
    });
  }

  /** Opens the channels that the picture does not need. */
  #openFurther(): void {
    const offered = this.#further;
    this.#further = [];
    const inputs = firstOf(offered, Constants.SPICE_CHANNEL_INPUTS);
    const cursor = firstOf(offered, Constants.SPICE_CHANNEL_CURSOR);
    const playback = firstOf(offered, Constants.SPICE_CHANNEL_PLAYBACK);
    if (inputs && !this.#viewing) {
      this.#inputs = new InputsChannel(this.#optionsOf("inputs", inputs));
      this.#inputs.mouse_mode = this.#main.mouse_mode;
    }
    if (cursor) new CursorChannel(this.#optionsOf("cursor", cursor));
    if (playback) this.#sound.offer(() => new PlaybackChannel(this.#optionsOf("playback", playback)));
    this.#tellCapabilities();
  }

  #optionsOf(kind: ChannelKind, offer?: Offer): ChannelOptions {
    const options: ChannelOptions = {
      uri: kind,
      onerror(error) {
        PortSocket.of(this).fail(error);
      },
    };
    if (!offer) return options;
    return { ...options, parent: this.#main, connection_id: this.#main.connection_id, type: offer.type, chan_id: offer.id };
  }

  #showSurface(canvas: HTMLCanvasElement): void {
    if (this.#further.length > 0) this.#openFurther();
    this.#screen.show(canvas);
    this.#tell({ type: "resize", width: canvas.width, height: canvas.height });
  }

  #match({ width, height }: Size): void {
    if (this.#agent.includes("match")) this.#main.ask(width, height);
  }

  #setAgent(capabilities: readonly GuestCapability[]): void {
    this.#agent = capabilities;
    this.#tellCapabilities();
  }

  #tellCapabilities(): void {
    this.#tell({ type: "capabilities", names: [...this.#agent, ...(this.#sound.isOffered ? (["sound"] as const) : [])] });
  }

  #send(files: readonly File[]): void {
    if (this.#agent.includes("files")) for (const file of files) this.#main.sendFile(file);
  }

  #closed(channel: number): void {
    PortSocket.closed(channel);
    if (this.#sound.closed(channel)) this.#tellCapabilities();
  }

  #end(): void {
    this.#over = true;
    this.#sound.end();
    PortSocket.closeAll();
    this.#screen.freeze();
    this.#port.close();
  }

  #tell(message: FromFrame): void {
    this.#port.postMessage(message);
  }
}

function start(port: MessagePort): void {
  const screen = document.getElementById("screen");
  if (!screen) throw new Error("the frame has no screen");
  const failed = (details: string) => port.postMessage({ type: "failed", channel: null, details } satisfies FromFrame);
  window.addEventListener("error", (event) => {
    event.preventDefault();
    failed(event.message);
  });
  window.addEventListener("unhandledrejection", (event) => {
    event.preventDefault();
    failed(String(event.reason));
  });
  // The client writes what a display sends, and how slow it was, to the console.
  Object.assign(console, { log: () => undefined });
  PortSocket.use(port);
  Object.assign(globalThis, { WebSocket: PortSocket });
  port.onmessage = ({ data }: MessageEvent<FrameOptions>) => {
    new Console(port, screen, data);
  };
}

start(globalThis.oriel);
