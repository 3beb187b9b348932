import type { DisplayState } from "#server/contract/display-change.ts";
import type { DisplayChange, FollowId } from "#server/contract/display-plan.ts";
import type { DisplaySettings } from "#server/contract/display-settings.ts";
import type { Edit } from "./edits.ts";
import { merge } from "./merge.ts";
import type { Path } from "./paths.ts";
import { type DisplayType, graphicsFor, type ProtocolChoice, type Shelf, shelved } from "./protocol-choice.ts";
import { sameValue } from "./same-value.ts";

/** A person's edits, and what they are made on. Every change makes a new one. */
export type EditorState = {
  /** As the server told it; the edits are against this. */
  base: DisplayState;
  draft: DisplaySettings;
  declined: readonly FollowId[];
  shelf: Shelf;
  /** As it is now, where it was changed elsewhere while there were edits. */
  newer: DisplayState | null;
  /** Whether it was changed elsewhere while there were none: the form shows it already. */
  refreshed: boolean;
  /** Where the person's changes gave way to somebody else's. */
  clashes: readonly Path[];
};

export type EditorAction =
  | { type: "edit"; edit: Edit }
  | { type: "choose-protocol"; choice: ProtocolChoice; passwords: Record<DisplayType, string> }
  | { type: "decline"; id: FollowId; declined: boolean }
  /** The person's edits are given up. */
  | { type: "reset" }
  /** The server told the state again; `own`: after a change of this page's. */
  | { type: "told"; state: DisplayState; own: boolean }
  /** Loads what is newer and puts the person's changes onto it. */
  | { type: "adopt" }
  /** What was said of a change elsewhere has been read. */
  | { type: "seen" };

export function startEditing(base: DisplayState): EditorState {
  return { base, draft: base.settings, declined: [], shelf: {}, newer: null, refreshed: false, clashes: [] };
}

export function editorReducer(state: EditorState, action: EditorAction): EditorState {
  switch (action.type) {
    case "edit":
      return { ...state, draft: action.edit(state.draft), refreshed: false };
    case "choose-protocol":
      return chooseProtocol(state, action);
    case "decline":
      return { ...state, declined: [...state.declined.filter((id) => id !== action.id), ...(action.declined ? [action.id] : [])] };
    case "reset":
      return startEditing(state.newer ?? state.base);
    case "told":
      return told(state, action.state, action.own);
    case "adopt":
      return adopt(state);
    case "seen":
      return { ...state, refreshed: false, clashes: [] };
  }
}

/** Whether the person has changed anything. */
export function isEdited({ base, draft }: EditorState): boolean {
  return !sameValue(draft, base.settings);
}

/** What the server is asked to plan or to make. */
export function toChange({ base, draft, declined }: EditorState): DisplayChange {
  return { base: base.base, settings: draft, declined: [...declined] };
}

function chooseProtocol(state: EditorState, { choice, passwords }: Extract<EditorAction, { type: "choose-protocol" }>): EditorState {
  const original = state.base.settings.graphics;
  const { draft, shelf } = state;
  const graphics = graphicsFor(choice, { draft, original, shelf, passwords });
  return { ...state, draft: { ...draft, graphics }, shelf: shelved(shelf, draft.graphics, original), declined: [], refreshed: false };
}

function told(state: EditorState, fresh: DisplayState, own: boolean): EditorState {
  if (own) return startEditing(fresh);
  if (fresh.base === state.base.base) return { ...state, base: fresh, newer: null };
  if (isEdited(state)) return { ...state, newer: fresh };
  return { ...startEditing(fresh), refreshed: true };
}

function adopt(state: EditorState): EditorState {
  if (!state.newer) return state;
  const { settings, clashes } = merge(state.base.settings, state.draft, state.newer.settings);
  return { ...startEditing(state.newer), draft: settings, declined: state.declined, clashes };
}
