"use client";

import dynamic from "next/dynamic";
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState } from "react";
import type { PaletteActions } from "./palette.tsx";

const load = () => import("./palette.tsx").then((module) => module.Palette);
const Palette = dynamic(load, { ssr: false });

/** How long the page is left alone before the palette is fetched, in ms: who presses Ctrl-K types on at once. */
const QUIET = 2_000;

type PaletteControl = {
  /** Shows it. */
  open(): void;
  /** Adds what can be done on the page now; returns what takes it away. `read` is called when the palette is shown. */
  register(read: () => PaletteActions): () => void;
};

const PaletteContext = createContext<PaletteControl | null>(null);

/** Lets people find any machine and action by Ctrl-K. Needs Fleet-, Power-, Choices-, Pins- and HandOffProvider around it. */
export function PaletteProvider({ children }: { children: ReactNode }) {
  const [state, setState] = useState<"never" | "open" | "closed">("never");
  const read = useRef<(() => PaletteActions) | null>(null);
  const open = useCallback(() => setState("open"), []);
  const register = useCallback((next: () => PaletteActions) => {
    read.current = next;
    return () => {
      if (read.current === next) read.current = null;
    };
  }, []);
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!isShortcut(event) || isInConsole(event.target)) return;
      event.preventDefault();
      setState((now) => (now === "open" ? "closed" : "open"));
    };
    document.addEventListener("keydown", onKeyDown);
    return () => document.removeEventListener("keydown", onKeyDown);
  }, []);
  useEffect(() => {
    const timer = setTimeout(() => void load().catch(() => undefined), QUIET);
    return () => clearTimeout(timer);
  }, []);
  const control = useMemo(() => ({ open, register }), [open, register]);
  return (
    <PaletteContext value={control}>
      {children}
      {state !== "never" && (
        <Palette
          open={state === "open"}
          onOpenChange={(isOpen) => setState(isOpen ? "open" : "closed")}
          read={() => read.current?.() ?? null}
        />
      )}
    </PaletteContext>
  );
}

/** The palette. Needs a PaletteProvider around it. */
export function usePalette(): PaletteControl {
  const palette = use(PaletteContext);
  if (!palette) throw new Error("usePalette needs a PaletteProvider around it");
  return palette;
}

function isShortcut(event: KeyboardEvent): boolean {
  return event.key.toLowerCase() === "k" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
}

/** A guest's own Ctrl-K is the guest's. */
function isInConsole(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("[data-stage]") !== null;
}
