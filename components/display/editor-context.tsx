"use client";

import { createContext, type ReactNode, use } from "react";
import type { DisplayOptions } from "#server/contract/display-options.ts";
import type { Finding } from "#server/contract/display-plan.ts";
import type { DisplaySettings } from "#server/contract/display-settings.ts";
import type { Vm } from "#server/contract/vm.ts";
import type { EditorAction, EditorState } from "./editor-state.ts";
import type { Edit } from "./edits.ts";
import { fieldId, isAtOrUnder, type Path } from "./paths.ts";
import type { PlanView } from "./use-plan.ts";
import { useSentences } from "./use-sentences.ts";

/** What the parts of the form work with. */
export type Editor = {
  vm: Vm;
  state: EditorState;
  draft: DisplaySettings;
  options: DisplayOptions;
  /** Nothing can be edited: the person may not, or a change is under way. */
  locked: boolean;
  /** Whether the person may edit at all. */
  mayEdit: boolean;
  /** What keeps the edits from being made: the plan's problems, and what is not filled in yet. */
  problems: readonly Finding[];
  view: PlanView;
  edit: (edit: Edit) => void;
  dispatch: (action: EditorAction) => void;
};

const EditorContext = createContext<Editor | null>(null);

export function EditorProvider({ value, children }: { value: Editor; children: ReactNode }) {
  return <EditorContext value={value}>{children}</EditorContext>;
}

/** The editor around a part of the form. */
export function useEditor(): Editor {
  const editor = use(EditorContext);
  if (!editor) throw new Error("useEditor needs an EditorProvider around it");
  return editor;
}

export type FieldProps = { id: string; disabled: boolean; error: ReactNode };

/** What a field of a path needs: its id, whether it can be edited, and what is wrong with it or, unless `exact`, with what is in it. */
export function useField(path: Path, { exact = false }: { exact?: boolean } = {}): FieldProps {
  const { problems, locked } = useEditor();
  const say = useSentences();
  const mine = problems.filter((problem) =>
    exact ? problem.path.length === path.length && isAtOrUnder(problem.path, path) : isAtOrUnder(problem.path, path),
  );
  const error = mine.length > 0 ? mine.map((problem) => say("finding", problem.code, problem.values)).join(" ") : undefined;
  return { id: fieldId(path), disabled: locked, error };
}
