import { expect, test } from "vitest";
import { Notes } from "./notes.ts";

const refusal = expect.objectContaining({ code: "client-protocol" });
const ping = Buffer.from('{"type":"ping","id":7}');

test("reads what a page may say", () => {
  const to = "00000000-0000-4000-8000-000000000001";
  expect(new Notes().read(ping)).toEqual({ type: "ping", id: 7 });
  expect(new Notes().read(Buffer.from(JSON.stringify({ type: "hand-over", to })))).toEqual({ type: "hand-over", to });
});

test.each([
  "",
  "{",
  "null",
  "[]",
  '{"type":"ping"}',
  '{"type":"drive"}',
  '{"type":"hand-over","to":"me"}',
  `{"type":"ping","id":1,"x":"${"y".repeat(600)}"}`,
])("refuses %s", (text) => {
  expect(() => new Notes().read(Buffer.from(text))).toThrow(refusal);
});

test("bears twenty in a second, and no more", () => {
  const notes = new Notes();
  for (let count = 0; count < 20; count++) notes.read(ping, 1_500);
  expect(() => notes.read(ping, 1_999)).toThrow(refusal);
  expect(notes.read(ping, 2_000)).toEqual({ type: "ping", id: 7 });
});
