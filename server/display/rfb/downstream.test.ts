import { expect, test } from "vitest";
import { serverInit } from "#e2e/fakes/rfb-server.ts";
import { Downstream } from "./downstream.ts";

const init = serverInit("a screen");

function converse(client: Buffer, cut: number): { said: Buffer; rest: Buffer; done: boolean } {
  const downstream = new Downstream(init);
  const said = [downstream.greeting];
  const rests: Buffer[] = [];
  for (let at = 0; at < client.length; at += cut) {
    if (downstream.done) {
      rests.push(client.subarray(at));
      break;
    }
    const { answers, rest } = downstream.push(client.subarray(at, at + cut));
    said.push(...answers);
    rests.push(rest);
  }
  return { said: Buffer.concat(said), rest: Buffer.concat(rests), done: downstream.done };
}

test.each([1, 5, 1000])("offers only None to a 3.8 client, cut into %i", (cut) => {
  const client = Buffer.concat([Buffer.from("RFB 003.008\n"), Buffer.of(1, 0), Buffer.from("behind")]);
  const { said, rest, done } = converse(client, cut);
  expect(said).toEqual(Buffer.concat([Buffer.from("RFB 003.008\n"), Buffer.of(1, 1), Buffer.alloc(4), init]));
  expect({ rest: rest.toString(), done }).toEqual({ rest: "behind", done: true });
});

test("a 3.7 client gets no security result, a 3.3 client no choice", () => {
  const seven = converse(Buffer.concat([Buffer.from("RFB 003.007\n"), Buffer.of(1, 1)]), 4);
  expect(seven.said.subarray(12)).toEqual(Buffer.concat([Buffer.of(1, 1), init]));
  const three = converse(Buffer.concat([Buffer.from("RFB 003.003\n"), Buffer.of(1)]), 4);
  expect(three.said.subarray(12)).toEqual(Buffer.concat([Buffer.of(0, 0, 0, 1), init]));
  expect([seven.done, three.done]).toEqual([true, true]);
});

test.each([
  ["another protocol", "GET / HTTP/1.1\r\n"],
  ["a security type that was not offered", "RFB 003.008\n\x02"],
])("%s ends the console", (_, client) => {
  expect(() => converse(Buffer.from(client, "latin1"), 1)).toThrow(expect.objectContaining({ code: "client-protocol" }));
});
