import { expect, test } from "vitest";
import { type EditorAction, type EditorState, editorReducer, isEdited, startEditing, toChange } from "./editor-state.ts";
import { setGraphics } from "./edits.ts";
import { displayState, settings, spice, vnc } from "./settings.fake.ts";

const port = (port: number): EditorAction => ({ type: "edit", edit: setGraphics(0, { port }) });
const spiceOnly: EditorAction = { type: "choose-protocol", choice: "spice", passwords: { vnc: "v", spice: "s" } };
const told = (base: string, change: Parameters<typeof settings>[0] = {}, own = false): EditorAction => ({
  type: "told",
  state: displayState({ base, settings: settings(change) }),
  own,
});

function after(...actions: EditorAction[]): EditorState {
  return actions.reduce(editorReducer, startEditing(displayState()));
}

test("an edit and its opposite leave nothing to do", () => {
  expect(isEdited(after())).toBe(false);
  expect(isEdited(after(port(5905)))).toBe(true);
  expect(isEdited(after(port(5905), { type: "edit", edit: setGraphics(0, { port: null }) }))).toBe(false);
});

test("a request names the definition, the settings and what was declined", () => {
  const decline: EditorAction = { type: "decline", id: "sound", declined: true };
  expect(toChange(after(spiceOnly, decline, decline))).toEqual({
    base: "first",
    settings: settings({ graphics: [spice()] }),
    declined: ["sound"],
  });
  expect(after(spiceOnly, decline, { type: "decline", id: "sound", declined: false }).declined).toEqual([]);
});

test("another protocol is another question: nothing is declined beforehand", () => {
  const state = after(spiceOnly, { type: "decline", id: "sound", declined: true }, { ...spiceOnly, choice: "vnc" } as EditorAction);
  expect(state.declined).toEqual([]);
  expect(isEdited(state)).toBe(false);
});

test("a change elsewhere shows by itself where nothing was edited", () => {
  const state = after(told("second", { tablet: false }));
  expect(state).toMatchObject({ draft: { tablet: false }, refreshed: true, newer: null });
  expect(editorReducer(state, { type: "seen" }).refreshed).toBe(false);
});

test("the same definition told again keeps the edits", () => {
  const state = after(port(5905), told("first"));
  expect(state.newer).toBeNull();
  expect(state.draft.graphics[0]?.port).toBe(5905);
});

test("a change elsewhere during edits waits for the person, who can keep theirs or drop them", () => {
  const state = after(port(5905), told("second", { graphics: [vnc({ keymap: "de" })] }));
  expect(state.newer?.base).toBe("second");
  expect(toChange(state).base).toBe("first");

  const adopted = editorReducer(state, { type: "adopt" });
  expect(adopted).toMatchObject({ newer: null, clashes: [], draft: { graphics: [vnc({ port: 5905, keymap: "de" })] } });
  expect(toChange(adopted).base).toBe("second");

  const dropped = editorReducer(state, { type: "reset" });
  expect(isEdited(dropped)).toBe(false);
  expect(dropped.draft.graphics).toEqual([vnc({ keymap: "de" })]);
});

test("clashes are told until they are read", () => {
  const state = after(port(5905), told("second", { graphics: [vnc({ port: 5906 })] }), { type: "adopt" });
  expect(state.clashes).toEqual([["graphics", 0, "port"]]);
  expect(editorReducer(state, { type: "seen" }).clashes).toEqual([]);
});

test("a change elsewhere that was taken back is no conflict any more", () => {
  expect(after(port(5905), told("second", { tablet: false }), told("first")).newer).toBeNull();
});

test("after a change of one's own the form begins anew", () => {
  const state = after(port(5905), told("second", { graphics: [vnc({ port: 5905 })] }, true));
  expect(isEdited(state)).toBe(false);
  expect(state).toMatchObject({ newer: null, refreshed: false, draft: { graphics: [vnc({ port: 5905 })] } });
});
