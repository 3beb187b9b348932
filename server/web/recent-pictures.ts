/** A picture as it is sent; the etag names what it is of. */
export type Picture = { data: Uint8Array<ArrayBuffer>; etag: string };

/** The pictures that were used last, up to so many bytes in all. */
export class RecentPictures {
  readonly #limit: number;
  /** Oldest use first. */
  readonly #kept = new Map<string, Picture>();
  #bytes = 0;

  constructor(limitBytes: number) {
    this.#limit = limitBytes;
  }

  /** The picture of this etag, which counts as used now. */
  find(etag: string): Picture | undefined {
    const picture = this.#kept.get(etag);
    if (picture) this.keep(picture);
    return picture;
  }

  /** Keeps a picture, and lets go of those that were not used for longest. */
  keep(picture: Picture): void {
    this.#drop(picture.etag);
    this.#kept.set(picture.etag, picture);
    this.#bytes += picture.data.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#limit) break;
      this.#drop(oldest);
    }
  }

  #drop(etag: string): void {
    this.#bytes -= this.#kept.get(etag)?.data.length ?? 0;
    this.#kept.delete(etag);
  }
}
