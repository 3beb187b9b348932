import { afterEach, expect, test } from "vitest";
import { ChannelType, LinkError } from "#e2e/fakes/spice-protocol.ts";
import { type ListeningSpiceServer, type SpiceScript, startSpiceServer } from "#e2e/fakes/spice-server.ts";
import { dial } from "../dial.ts";
import { Deadline } from "./deadline.ts";
import { spiceTakes } from "./spice-knock.ts";
import { SpiceSession } from "./spice-session.ts";

const { inputs } = ChannelType;

const undo: (() => unknown)[] = [];
afterEach(async () => {
  for (const step of undo.splice(0)) await step();
});

async function serve(script: Partial<SpiceScript>): Promise<ListeningSpiceServer> {
  const server = await startSpiceServer(script);
  undo.push(() => server.close());
  return server;
}

const at = ({ port }: ListeningSpiceServer) => ({ kind: "tcp" as const, host: "127.0.0.1", port });

/** Shows a password. @returns whether it is taken, or what went wrong */
async function knock(server: ListeningSpiceServer, password: string | null, deadlineMs = 5_000): Promise<unknown> {
  const socket = await dial(at(server));
  const taken = await spiceTakes(socket, password, deadlineMs).catch((error) => error);
  expect(socket.socket.closed).toBe(true);
  return taken;
}

test("a password is taken or not, and whoever has a session keeps it and sees its picture", async () => {
  const server = await serve({ password: "s3cret" });
  const where = { address: at(server), channels: {}, password: "s3cret" };
  const session = await SpiceSession.begin(await dial(where.address), where, new Deadline(10_000));
  expect(await knock(server, "s3cret")).toBe(true);
  expect(await knock(server, "another")).toBe(false);
  expect(await knock(server, null)).toBe(false);
  expect(server.spice.tickets).toEqual(["s3cret", "s3cret", "another", ""]);
  expect(server.spice.channels).toHaveLength(1);
  expect(await session.firstPicture()).toEqual({ width: 64, height: 48 });
  await session.close();
});

test("without a password every one is taken", async () => {
  const server = await serve({ password: null });
  expect(await knock(server, null)).toBe(true);
  expect(await knock(server, "any")).toBe(true);
});

test("one who is let in all the way leaves", async () => {
  const server = await serve({ password: "s3cret", instead: { [inputs]: () => {} } });
  // A server that does not look at sessions.
  Object.defineProperty(server.spice.script, "refuse", { value: { [inputs]: LinkError.ok } });
  expect(await knock(server, "s3cret")).toBe(true);
  await expect.poll(() => server.spice.channels.map(({ isOpen }) => isOpen)).toEqual([false]);
});

test("a link that fails otherwise tells nothing of the password", async () => {
  expect(await knock(await serve({ refuse: { [inputs]: LinkError.needSecured } }), "x")).toMatchObject({ code: "display-refused" });
  expect(await knock(await serve({ channels: [] }), "x")).toMatchObject({ code: "display-refused" });
  expect(await knock(await serve({ stall: [inputs] }), "x", 300)).toMatchObject({ code: "display-unreachable" });
});
