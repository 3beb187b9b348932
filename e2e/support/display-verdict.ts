import { once } from "node:events";
import { connect } from "node:net";
import { LinkRefused, openMain } from "../fakes/spice-client.ts";
import { LinkError } from "../fakes/spice-protocol.ts";

/** The security types a VNC display offers (RFC 6143 section 7.1.2): 2 is a password. */
export async function securityTypes(port: number): Promise<number[]> {
  const socket = connect(port, "127.0.0.1");
  const received: Buffer[] = [];
  socket.on("data", (part) => received.push(part));
  socket.write("RFB 003.008\n");
  while (Buffer.concat(received).length < 14) await once(socket, "data");
  socket.destroy();
  return [...Buffer.concat(received).subarray(13)];
}

/** What a SPICE display answers to a link with a password: 0 where it takes it. */
export async function spiceVerdict(port: number, password: string): Promise<number> {
  const socket = connect(port, "127.0.0.1");
  const verdict = await openMain(socket, password).then(
    () => LinkError.ok,
    (error) => (error instanceof LinkRefused ? error.error : LinkError.error),
  );
  socket.destroy();
  return verdict;
}

/** Whether a display lets nobody in without its password. */
export async function isProtected(type: "vnc" | "spice", port: number): Promise<boolean> {
  if (type === "spice") return (await spiceVerdict(port, "")) === LinkError.permissionDenied;
  return !(await securityTypes(port)).includes(NONE);
}

/** RFC 6143 section 7.2.1. */
const NONE = 1;
