"use client";

import { useEffect, useState } from "react";
import type { ConsoleSession } from "../session.ts";

export interface SoundTool {
  on: boolean;
  toggle(): void;
}

/** The machine's sound: off until it is asked for, then on through all sessions of the page. `session`: the live one that can, else null. */
export function useSound(session: ConsoleSession | null): SoundTool {
  const [on, setOn] = useState(false);
  useEffect(() => {
    if (on) session?.setSound?.(true);
  }, [session, on]);
  return {
    on,
    toggle: () => {
      // Within the click: browsers let a page sound only from then on.
      session?.setSound?.(!on);
      setOn(!on);
    },
  };
}
