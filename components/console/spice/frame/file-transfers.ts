import type { Transfer } from "../../session.ts";

/** What spice-client keeps of a file on its way (filexfer.d.ts). */
export interface TransferTask {
  id: number;
  file: File;
  update_progressbar(sent: number): void;
}

/** Names that the agent reads from a key file, a line each (spice-vdagent's file-xfers.c): no control characters. */
const control = /\p{Cc}/gu;

/** Follows the files that are on their way into the guest. */
export class FileTransfers {
  readonly #tell: (transfer: Transfer) => void;
  readonly #names = new Map<number, string>();
  /** Empty files whose one empty piece is on its way: the client would send it for ever. */
  readonly #begunEmpty = new Set<number>();

  constructor(tell: (transfer: Transfer) => void) {
    this.#tell = tell;
  }

  /** The file under the name that the client can send: it writes characters as bytes, so the name's UTF-8 becomes characters. */
  static sendable(file: File): File {
    const bytes = new TextEncoder().encode(file.name.replaceAll(control, " "));
    return new File([file], String.fromCharCode(...bytes));
  }

  begin(task: TransferTask, name: string): void {
    this.#names.set(task.id, name);
    task.update_progressbar = (sent) => this.#progress(task, sent);
    this.#progress(task, 0);
  }

  /** Whether the next piece of a file is still to be read. */
  mayRead({ id, file }: TransferTask): boolean {
    if (file.size > 0) return true;
    const first = !this.#begunEmpty.has(id);
    this.#begunEmpty.add(id);
    return first;
  }

  end({ id, file }: TransferTask, reason?: string): void {
    const name = this.#names.get(id);
    if (name === undefined) return;
    this.#names.delete(id);
    this.#begunEmpty.delete(id);
    if (reason === undefined) this.#tell({ id, name, sent: file.size, size: file.size, state: "done" });
    else this.#tell({ id, name, sent: 0, size: file.size, state: "failed", reason });
  }

  #progress({ id, file }: TransferTask, sent: number): void {
    const name = this.#names.get(id);
    if (name !== undefined) this.#tell({ id, name, sent, size: file.size, state: "sending" });
  }
}
