import { expect, test } from "vitest";
import { merge } from "./merge.ts";
import { settings, spice, vnc } from "./settings.fake.ts";

const original = settings();
const screen = original.video[0] as (typeof original.video)[number];

test("changes of different fields both count", () => {
  const mine = settings({ graphics: [vnc({ port: 5905 })], tablet: false });
  const theirs = settings({ graphics: [vnc({ keymap: "de" })], spiceAgent: true });
  expect(merge(original, mine, theirs)).toEqual({
    settings: settings({ graphics: [vnc({ port: 5905, keymap: "de" })], tablet: false, spiceAgent: true }),
    clashes: [],
  });
});

test("where both changed the same field differently, theirs counts and it is told", () => {
  const mine = settings({ graphics: [vnc({ port: 5905 })], usbRedirection: 2 });
  const theirs = settings({ graphics: [vnc({ port: 5906 })], usbRedirection: 4 });
  expect(merge(original, mine, theirs)).toEqual({ settings: theirs, clashes: [["usbRedirection"], ["graphics", 0, "port"]] });
});

test("the same change by both is no clash", () => {
  const both = settings({ graphics: [vnc({ port: 5905 })] });
  expect(merge(original, both, both)).toEqual({ settings: both, clashes: [] });
});

test("elements are told apart although their places have shifted", () => {
  const two = settings({ video: [screen, { ...screen, key: 1, model: "qxl", primary: false }] });
  const mine = settings({ video: [screen, { ...screen, key: 1, model: "qxl", primary: false, heads: 2 }] });
  const theirs = settings({ video: [{ ...screen, key: 0, model: "qxl", primary: false }] });
  const merged = merge(two, mine, theirs);
  expect(merged.clashes).toEqual([]);
  expect(merged.settings.video).toEqual([{ ...screen, key: 0, model: "qxl", primary: false, heads: 2 }]);
});

test("what I changed and they removed stays removed, and it is told", () => {
  const mine = settings({ serials: [{ key: 0, element: "serial", source: "pty", target: "virtio", log: null }] });
  expect(merge(original, mine, settings({ serials: [] }))).toEqual({ settings: settings({ serials: [] }), clashes: [["serials"]] });
});

test("what I removed and they changed is kept, and it is told", () => {
  const theirs = settings({ video: [{ ...screen, heads: 4 }] });
  const merged = merge(original, settings({ video: [] }), theirs);
  expect(merged).toEqual({ settings: theirs, clashes: [["video", 0]] });
});

test("what I removed and they left alone goes, and what they added comes", () => {
  const added = { ...screen, key: 1, model: "qxl", primary: false };
  const merged = merge(original, settings({ video: [] }), settings({ video: [screen, added] }));
  expect(merged).toEqual({ settings: settings({ video: [added] }), clashes: [] });
});

test("what I added comes after what there is", () => {
  const added = { ...screen, key: null, model: "qxl", primary: false };
  const theirs = settings({ video: [{ ...screen, heads: 2 }] });
  const merged = merge(original, settings({ video: [screen, added] }), theirs);
  expect(merged).toEqual({ settings: settings({ video: [{ ...screen, heads: 2 }, added] }), clashes: [] });
});

test("a display that I made SPICE keeps what they changed of its listener", () => {
  const all = { type: "address", address: "0.0.0.0" } as const;
  const merged = merge(original, settings({ graphics: [spice()] }), settings({ graphics: [vnc({ listen: all })] }));
  expect(merged).toEqual({ settings: settings({ graphics: [spice({ listen: all })] }), clashes: [] });
});

test("a display that they made SPICE takes nothing of my VNC", () => {
  const theirs = settings({ graphics: [spice()] });
  expect(merge(original, settings({ graphics: [vnc({ sharePolicy: "ignore" })] }), theirs)).toEqual({
    settings: theirs,
    clashes: [["graphics", 0]],
  });
});

test("when both add a display of one type, theirs stays alone", () => {
  const mine = settings({ graphics: [vnc(), spice({ key: null, password: { kind: "new", value: "mine", validTo: null } })] });
  const theirs = settings({ graphics: [vnc(), spice({ key: 1 })] });
  expect(merge(original, mine, theirs)).toEqual({ settings: theirs, clashes: [["graphics", 1]] });
});

test("serial and console elements of the same number are two things", () => {
  const line = { key: 0, source: "pty", target: null, log: null } as const;
  const before = settings({
    serials: [
      { ...line, element: "serial" },
      { ...line, element: "console" },
    ],
  });
  const mine = settings({
    serials: [
      { ...line, element: "serial" },
      { ...line, element: "console", log: "/var/log/c" },
    ],
  });
  const theirs = settings({
    serials: [
      { ...line, element: "serial", log: "/var/log/s" },
      { ...line, element: "console" },
    ],
  });
  expect(merge(before, mine, theirs)).toEqual({
    settings: settings({
      serials: [
        { ...line, element: "serial", log: "/var/log/s" },
        { ...line, element: "console", log: "/var/log/c" },
      ],
    }),
    clashes: [],
  });
});
