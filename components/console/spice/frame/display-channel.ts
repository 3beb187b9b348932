import { type ChannelOptions, Constants, type Message, SpiceDisplayConn } from "./library.ts";
import { type Box, boxOf, checkDrawCopy, Surfaces } from "./picture-limits.ts";

/** Twice what the client announces as its cache (SPICE_MSGC_DISPLAY_INIT), in pixels: a server that keeps to that stays below. */
const MAX_CACHED = 20 * 1024 * 1024;

interface DisplayListener {
  /** The picture has this canvas now. */
  surface(canvas: HTMLCanvasElement): void;
  /** A full picture has been drawn. */
  complete(): void;
  /** Something was drawn. */
  drawn(): void;
}

/** What spice-client keeps of a surface. */
interface Surface {
  canvas: HTMLCanvasElement;
  surface_id: number;
  draw_count: number;
}

/** The client's display channel, kept from what it cannot bear, and made to say when its picture is there. */
export class DisplayChannel extends SpiceDisplayConn {
  readonly #listener: DisplayListener;
  readonly #sizes = new Surfaces();
  /** The picture before the present one, shown until that has something to show. */
  #last: HTMLCanvasElement | undefined;
  #covered = false;
  #complete = false;

  constructor(options: ChannelOptions, listener: DisplayListener) {
    super(options);
    this.#listener = listener;
    // spice-client makes these when something is put into them, but reads them before.
    this.surfaces = [];
    this.cache = {};
  }

  override process_channel_message(message: Message): boolean {
    const body = new DataView(message.data ?? new ArrayBuffer(0));
    switch (message.type) {
      case Constants.SPICE_MSG_DISPLAY_SURFACE_CREATE:
        this.#sizes.add(body);
        return super.process_channel_message(message) && this.#created(body.getUint32(0, true));
      case Constants.SPICE_MSG_DISPLAY_DRAW_COPY:
        checkDrawCopy(body);
        this.#covers(boxOf(body));
        return super.process_channel_message(message) && this.#boundCache();
      case Constants.SPICE_MSG_DISPLAY_MARK:
        this.#covered = true;
        this.#whenComplete();
        return true;
      case Constants.SPICE_MSG_DISPLAY_INVAL_ALL_PIXMAPS:
        this.cache = {};
        return true;
      default:
        return super.process_channel_message(message);
    }
  }

  /** Keys and the pointer are our own, and the clipboard is not taken when the picture gets the focus. */
  override hook_events(): void {}

  override unhook_events(): void {}

  /** The last picture stays until there is another: a guest that changes its mode does not flicker, one that ends leaves it. */
  override delete_surface(id: number): void {
    this.#sizes.delete(id);
    if (id === this.primary_surface) {
      const { canvas } = this.surfaces[id] as Surface;
      canvas.removeAttribute("id");
      this.#last?.remove();
      this.#last = canvas;
      this.#covered = false;
      Reflect.deleteProperty(this, "primary_surface");
    }
    delete this.surfaces[id];
  }

  #created(id: number): true {
    const surface = this.surfaces[id] as Surface;
    this.#countDraws(surface);
    if (id !== this.primary_surface) return true;
    surface.canvas.hidden = this.#last !== undefined;
    this.#listener.surface(surface.canvas);
    return true;
  }

  /** The client counts the draws of a surface once they are done, those of a JPEG as well, which are done later. */
  #countDraws(surface: Surface): void {
    let count = 0;
    Object.defineProperty(surface, "draw_count", {
      get: () => count,
      set: (value: number) => {
        count = value;
        if (surface.surface_id === this.primary_surface) this.#drawn(surface);
      },
    });
  }

  #drawn({ canvas }: Surface): void {
    this.#last?.remove();
    this.#last = undefined;
    canvas.hidden = false;
    this.#listener.drawn();
    this.#whenComplete();
  }

  #covers({ surface, left, top, right, bottom }: Box): void {
    if (surface !== this.primary_surface) return;
    const { canvas } = this.surfaces[surface] as Surface;
    this.#covered ||= left <= 0 && top <= 0 && right >= canvas.width && bottom >= canvas.height;
  }

  #whenComplete(): void {
    const primary = this.surfaces[this.primary_surface] as Surface | undefined;
    if (this.#complete || !this.#covered || !primary || primary.draw_count === 0) return;
    this.#complete = true;
    this.#listener.complete();
  }

  #boundCache(): true {
    const kept = Object.values(this.cache as Record<string, ImageData>);
    const pixels = kept.reduce((sum, { width, height }) => sum + width * height, 0);
    if (pixels > MAX_CACHED) throw new RangeError(`${pixels} pixels in the cache`);
    return true;
  }
}
