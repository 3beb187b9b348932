import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, test } from "vitest";
import { portHolder } from "./port-holder.ts";

test("names the process that listens on a port", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  expect(portHolder(port)).toContain(`(pid ${process.pid})`);
  server.close();
  await once(server, "close");
  expect(portHolder(port)).toBeNull();
});
