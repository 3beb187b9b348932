import { afterEach, expect, test } from "vitest";
import { readConfig } from "#server/config.ts";
import { createLog } from "#server/log.ts";
import { AccessClient } from "./access-client.ts";

let client: AccessClient;
afterEach(() => client.close());

/** A client whose worker answers as a piece of JavaScript says; it sees `message` and `say`. */
function clientOf(onMessage: string, onRevoked: (found: unknown) => void = () => {}): AccessClient {
  const source = `import { parentPort } from "node:worker_threads";
    const say = (message) => parentPort.postMessage(message);
    parentPort.on("message", (message) => { if (message.end) return parentPort.close(); ${onMessage} });
    say({ ready: true });`;
  const program = new URL(`data:text/javascript,${encodeURIComponent(source)}`);
  client = new AccessClient({ config: readConfig({}), relay: "r", log: createLog("relay", "silent"), onRevoked, program });
  return client;
}

const asking = { cookie: "a", ticket: "t", address: "192.0.2.1" };

test("gives each answer to the one who asked, in whatever order they come", async () => {
  clientOf("setTimeout(() => say({ id: message.id, result: message.args[0].ticket }), message.args[0].ticket === 'first' ? 50 : 0)");
  const answers = await Promise.all(["first", "second"].map((ticket) => client.admit({ ...asking, ticket })));
  expect(answers).toEqual(["first", "second"]);
});

test("gives errors with their code", async () => {
  clientOf('say({ id: message.id, error: { code: "ticket-used", details: undefined } })');
  await expect(client.admit(asking)).rejects.toMatchObject({ name: "OrielError", code: "ticket-used" });
});

test("a worker that ends fails what waits, and comes back", async () => {
  clientOf('if (message.args[0].ticket === "bad") process.exit(1); say({ id: message.id, result: "well" })');
  await expect(client.admit({ ...asking, ticket: "bad" })).rejects.toMatchObject({ code: "store-unavailable" });
  await expect.poll(() => client.admit(asking).catch(() => "gone"), { timeout: 20_000 }).toBe("well");
});

test("tells of rights that were taken away", async () => {
  const found = Promise.withResolvers<unknown>();
  clientOf('say({ revoked: [{ id: "c", code: "revoked" }] }); say({ id: message.id, result: null })', found.resolve);
  await client.refused(asking, "wrong-origin");
  expect(await found.promise).toEqual([{ id: "c", code: "revoked" }]);
});
