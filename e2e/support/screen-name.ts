import { once } from "node:events";
import type { RelaySocket } from "./relay-socket.ts";

/** Up to and with the length of the name: version, security types, security result, ServerInit (RFC 6143, section 7). */
const HEAD = 12 + 2 + 4 + 24;

/**
 * Goes through RFB's handshake on a console's fresh socket and gives the name in the display's ServerInit: QEMU puts its domain's there.
 * @throws {Error} where the socket ends before
 */
export async function screenNameOf(relaySocket: RelaySocket): Promise<string> {
  await relaySocket.opened();
  await bytes(relaySocket, 12);
  relaySocket.socket.send(Buffer.from("RFB 003.008\n"));
  relaySocket.socket.send(Buffer.of(1));
  relaySocket.socket.send(Buffer.of(1));
  const length = (await bytes(relaySocket, HEAD)).readUInt32BE(HEAD - 4);
  return (await bytes(relaySocket, HEAD + length)).subarray(HEAD, HEAD + length).toString();
}

async function bytes({ socket, received, end }: RelaySocket, count: number): Promise<Buffer> {
  const ended = end.then((how) => {
    throw new Error(`The console ended: ${JSON.stringify(how)}`);
  });
  ended.catch(() => {});
  for (;;) {
    const all = Buffer.concat(received);
    if (all.length >= count) return all;
    await Promise.race([once(socket, "message"), ended]);
  }
}
