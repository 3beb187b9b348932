import { expect, test } from "vitest";
import { choiceOf, graphicsFor, type ProtocolChoice, shelved } from "./protocol-choice.ts";
import { settings, spice, vnc } from "./settings.fake.ts";

const passwords = { vnc: "vnc-pass", spice: "spice-pass" };
const original = [vnc({ listen: { type: "address", address: "0.0.0.0" }, port: 5905, keymap: "de" })];

function choose(choice: ProtocolChoice, graphics = [...original] as ReturnType<typeof graphicsFor>, shelf = {}) {
  return graphicsFor(choice, { draft: settings({ graphics }), original, shelf, passwords });
}

test("the choice is read from the displays", () => {
  expect(choiceOf([])).toBe("none");
  expect(choiceOf([vnc()])).toBe("vnc");
  expect(choiceOf([spice()])).toBe("spice");
  expect(choiceOf([spice(), vnc()])).toBe("both");
});

test("SPICE in VNC's place takes over its element, listener, port, keymap and password", () => {
  expect(choose("spice")).toEqual([
    spice({ key: 0, listen: { type: "address", address: "0.0.0.0" }, port: 5905, keymap: "de", password: { kind: "keep", validTo: null } }),
  ]);
});

test("a second display listens like the first, with a port given out and a password of its own", () => {
  const [first, second] = choose("both");
  expect(first).toEqual(original[0]);
  expect(second).toMatchObject({
    type: "spice",
    key: null,
    listen: { type: "address", address: "0.0.0.0" },
    port: null,
    password: { kind: "new", value: "spice-pass" },
  });
});

test("both after SPICE alone: the definition's element stays with the type that it had", () => {
  const [first, second] = choose("both", choose("spice"));
  expect(first).toEqual(original[0]);
  expect(second).toMatchObject({ type: "spice", key: null, password: { kind: "new", value: "spice-pass" } });
});

test("from none to a display and back to what was edited", () => {
  const edited = [vnc({ port: 5999 })];
  const shelf = shelved({}, edited, original);
  expect(choose("none", edited)).toEqual([]);
  expect(choose("vnc", [], shelf)).toEqual(edited);
  expect(choose("vnc", [])).toEqual(original);
});

test("a machine that never had a display gets one with a password", () => {
  const [made] = graphicsFor("vnc", { draft: settings({ graphics: [] }), original: [], shelf: {}, passwords });
  expect(made).toMatchObject({ type: "vnc", key: null, listen: { type: "default" }, password: { kind: "new", value: "vnc-pass" } });
});

test("two new displays each have their own password", () => {
  const made = graphicsFor("both", { draft: settings({ graphics: [] }), original: [], shelf: {}, passwords });
  expect(made.map(({ type, key, password }) => [type, key, password.kind === "new" && password.value])).toEqual([
    ["vnc", null, "vnc-pass"],
    ["spice", null, "spice-pass"],
  ]);
});
