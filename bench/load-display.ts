import type { Socket } from "node:net";
import { type FakeDisplay, startFakeDisplay } from "#e2e/fakes/rfb-server.ts";

const CHUNK = Buffer.alloc(64 * 1024, 0x5a);
/** Asks for a blast of bytes: this byte, then how many chunks of 64 KiB (32 bits). All else is said back. */
const BLAST = 0xfe;

/** The message that asks a load display for `mebibytes` of bytes. */
export function blastRequest(mebibytes: number): Buffer {
  const request = Buffer.alloc(5);
  request[0] = BLAST;
  request.writeUInt32BE(mebibytes * 16, 1);
  return request;
}

/** A display that says bytes back, or sends many as fast as they are taken. */
export function startLoadDisplay(): Promise<FakeDisplay> {
  return startFakeDisplay("load", (socket) => {
    socket.on("data", (data: Buffer) => {
      if (data[0] === BLAST) blast(socket, data.readUInt32BE(1));
      else socket.write(data);
    });
  });
}

function blast(socket: Socket, chunks: number): void {
  let left = chunks;
  const send = () => {
    while (left > 0) {
      left--;
      if (!socket.write(CHUNK)) {
        socket.once("drain", send);
        return;
      }
    }
  };
  send();
}
