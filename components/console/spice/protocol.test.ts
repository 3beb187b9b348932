import fc from "fast-check";
import { expect, it } from "vitest";
import { type FromFrame, MAX_CHANNELS, MAX_CLIPBOARD_LENGTH, MAX_SEND_BYTES, MAX_SIDE, readFromFrame } from "./protocol.ts";

const transfer = { id: 0, name: "a.txt", sent: 1, size: 2, state: "sending" } as const;

const right: FromFrame[] = [
  { type: "open", channel: 1, kind: "display" },
  { type: "send", channel: 0, bytes: new ArrayBuffer(MAX_SEND_BYTES) },
  { type: "took", bytes: 0 },
  { type: "close", channel: MAX_CHANNELS - 1 },
  { type: "failed", channel: null, details: "it" },
  { type: "failed", channel: 3, details: "it" },
  { type: "connected" },
  { type: "resize", width: 1, height: MAX_SIDE },
  { type: "capabilities", names: ["sound", "match"] },
  { type: "clipboard", text: "text" },
  { type: "transfer", transfer },
  { type: "transfer", transfer: { ...transfer, state: "failed", reason: "no room" } },
  { type: "screenshot", request: 4, png: null },
  { type: "screenshot", request: 4, png: new ArrayBuffer(8) },
  { type: "drag", over: true },
  { type: "release" },
  { type: "touch", points: [{ phase: "move", id: 0, x: -1.5, y: 3, time: 12.5 }] },
  { type: "edge", edge: { x: -1, y: 0.5 } },
];

it.each(right)("takes $type", (message) => {
  expect(readFromFrame(message)).toEqual(message);
});

it.each([
  undefined,
  null,
  "connected",
  {},
  { type: "constructor" },
  { type: "__proto__" },
  { type: ["connected"] },
  { type: "open", channel: 1, kind: "usbredir" },
  { type: "touch", points: [{ phase: "hover", id: 0, x: 0, y: 0, time: 0 }] },
  { type: "touch", points: [{ phase: "move", id: 0, x: Number.NaN, y: 0, time: 0 }] },
  { type: "touch", points: Array(33).fill({ phase: "move", id: 0, x: 0, y: 0, time: 0 }) },
  { type: "touch" },
  { type: "edge", edge: { x: 2, y: 0 } },
  { type: "open", channel: MAX_CHANNELS, kind: "display" },
  { type: "open", channel: 1.5, kind: "display" },
  { type: "open", channel: "1", kind: "display" },
  { type: "send", channel: 0, bytes: "text" },
  { type: "send", channel: 0, bytes: new Uint8Array(4) },
  { type: "send", channel: 0, bytes: new ArrayBuffer(MAX_SEND_BYTES + 1) },
  { type: "took", bytes: -1 },
  { type: "took", bytes: Number.NaN },
  { type: "failed", channel: undefined, details: "it" },
  { type: "failed", channel: null, details: {} },
  { type: "resize", width: 0, height: 1 },
  { type: "resize", width: 1, height: MAX_SIDE + 1 },
  { type: "capabilities", names: ["chords"] },
  { type: "capabilities", names: "sound" },
  { type: "clipboard", text: "x".repeat(MAX_CLIPBOARD_LENGTH + 1) },
  { type: "transfer", transfer: { ...transfer, sent: 3 } },
  { type: "transfer", transfer: { ...transfer, state: "gone" } },
  { type: "transfer", transfer: { ...transfer, name: 4 } },
  { type: "screenshot", request: 0, png: "data:" },
  { type: "drag", over: 1 },
])("refuses what is not of the protocol: %j", (message) => {
  expect(readFromFrame(message)).toBeNull();
});

it("hands on nothing but what belongs to a message, and no text without end", () => {
  expect(readFromFrame({ type: "connected", more: 1 })).toEqual({ type: "connected" });
  expect(readFromFrame({ type: "failed", channel: null, details: "x".repeat(9_999) })).toMatchObject({ details: "x".repeat(300) });
  expect(readFromFrame({ type: "transfer", transfer: { ...transfer, name: "x".repeat(999), secret: 1 } })).toEqual({
    type: "transfer",
    transfer: { ...transfer, name: "x".repeat(255) },
  });
});

it("throws at nothing", () => {
  const type = fc.constantFrom(...right.map((message) => message.type));
  fc.assert(
    fc.property(
      fc.anything(),
      type,
      fc.dictionary(fc.constantFrom("channel", "bytes", "names", "transfer", "png"), fc.anything()),
      (any, name, fields) => {
        readFromFrame(any);
        readFromFrame({ ...fields, type: name });
      },
    ),
  );
});
