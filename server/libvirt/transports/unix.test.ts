import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LinkError } from "../error.ts";
import { unixDialer } from "./unix.ts";

let directory: string;
let server: Server;
let socket: string;
const never = new AbortController().signal;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "oriel-unix-"));
  socket = join(directory, "sock");
  server = createServer((peer) => peer.end("hello")).listen(socket);
  await once(server, "listening");
  writeFileSync(join(directory, "plain"), "");
});
afterAll(() => {
  server.close();
  rmSync(directory, { recursive: true });
});

describe("the unix dialer", () => {
  it("takes the first socket that answers", async () => {
    const stream = await unixDialer([join(directory, "missing"), join(directory, "plain"), socket]).dial(never);
    const [greeting] = await once(stream, "data");
    expect(String(greeting)).toBe("hello");
    stream.destroy();
  });

  it("says why each one failed, and gives the most telling reason as its code", async () => {
    const missing = join(directory, "missing");
    const plain = join(directory, "plain");
    const failure = await unixDialer([missing, plain])
      .dial(never)
      .catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(LinkError);
    expect(failure).toMatchObject({ systemCode: "ECONNREFUSED", message: expect.stringContaining(`${missing}: ENOENT`) });
    await expect(unixDialer([missing]).dial(never)).rejects.toMatchObject({ systemCode: "ENOENT" });
  });

  it("stops when told to", async () => {
    await expect(unixDialer([socket]).dial(AbortSignal.abort("enough"))).rejects.toBe("enough");
    const controller = new AbortController();
    const dialling = unixDialer([socket]).dial(controller.signal);
    controller.abort("now");
    await expect(dialling).rejects.toBe("now");
  });
});
