import { existsSync, readFileSync } from "node:fs";
import { Lines } from "./lines.ts";

/** What a guest has said on its serial line since it was started, as QEMU wrote it to a file: seen without the portal. */
export class SerialLog extends Lines {
  readonly #path: string;

  constructor(path: string) {
    super();
    this.#path = path;
  }

  override text(): string {
    return existsSync(this.#path) ? readFileSync(this.#path, "utf8") : "";
  }
}
