"use client";

import type { RefObject } from "react";
import type { Capability, ConsoleSession } from "../session.ts";
import { type ClipboardTool, useClipboard } from "./use-clipboard.ts";
import { type FilesTool, useFiles } from "./use-files.ts";
import { type SoundTool, useSound } from "./use-sound.ts";

/** What goes between the person's computer and the machine beside picture and keys. */
export interface Exchange {
  sound: SoundTool;
  clipboard: ClipboardTool;
  files: FilesTool;
}

/** Sound, clipboard and files of the console that is shown. `can`: what it can do now. */
export function useExchange(session: ConsoleSession | null, can: ReadonlySet<Capability>, stage: RefObject<HTMLElement | null>): Exchange {
  return {
    sound: useSound(can.has("sound") ? session : null),
    clipboard: useClipboard(session, can.has("clipboard"), stage),
    files: useFiles(session, can.has("files"), can.has("clipboard")),
  };
}
