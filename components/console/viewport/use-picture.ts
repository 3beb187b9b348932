"use client";

import { type RefObject, useLayoutEffect, useState } from "react";
import { browserStorage, Remembered } from "../remembered.ts";
import type { ConsoleSession, Scaling } from "../session.ts";
import { TouchControl, type TouchMode } from "../touch/touch-control.ts";
import type { OpenConsole } from "../use-console.ts";
import { EdgePan } from "./edge-pan.ts";
import { Picture } from "./picture.ts";

/** The picture of an open console, and how the person sees and touches it. */
export interface PictureTools {
  picture: Picture;
  touch: TouchControl;
  /** The size that was chosen; it holds again when a zoom ends. */
  scaling: Scaling;
  scale(scaling: Scaling): void;
  /** A guest that takes this window's size has a pixel for each of the screen's. */
  sharp: boolean;
  setSharp(sharp: boolean): void;
  touchMode: TouchMode;
  setTouchMode(mode: TouchMode): void;
}

/** Keeps the picture of whatever session is shown where the person wants it. `callKeyboard` opens a phone's. */
export function usePicture({ controller, view, stage }: OpenConsole, callKeyboard: () => void): PictureTools {
  const [remembered] = useState(() => new Remembered(browserStorage()));
  const [sharp, setSharp] = useState(remembered.sharp);
  const [touchMode, setTouchMode] = useState(remembered.touchMode);
  const [parts] = useState(() => {
    const picture = new Picture();
    picture.setScaling(view.look.scaling);
    const edges = new EdgePan(picture);
    return { picture, edges, touch: new TouchControl(picture, edges) };
  });
  const { picture, edges, touch } = parts;
  useElementSize(stage, picture);
  useLayoutEffect(() => picture.setSharp(sharp), [picture, sharp]);
  useLayoutEffect(() => touch.setMode(touchMode), [touch, touchMode]);
  useLayoutEffect(() => touch.setKeyboard(callKeyboard), [touch, callKeyboard]);
  const { session } = view;
  useLayoutEffect(() => {
    if (!session?.place) return;
    const stops = [
      picture.attach(session),
      touch.attach(session),
      session.on("edge", (edge) => edges.set(edge)),
      session.on("touch", ([first]) => first?.phase === "down" && focusIfFree(session)),
      () => edges.stop(),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, [session, picture, touch, edges]);
  return {
    picture,
    touch,
    scaling: view.look.scaling,
    scale: (scaling) => {
      picture.setScaling(scaling);
      controller.setScaling(scaling);
    },
    sharp,
    setSharp: (chosen) => {
      remembered.sharp = chosen;
      setSharp(chosen);
    },
    touchMode,
    setTouchMode: (chosen) => {
      remembered.touchMode = chosen;
      setTouchMode(chosen);
    },
  };
}

/** A finger brings a keyboard that lies on the table to the console, and calls none onto the screen. */
function focusIfFree(session: ConsoleSession): void {
  if (document.activeElement === null || document.activeElement === document.body) session.focus();
}

/** Tells the picture how large its element is, and how fine the screen. */
function useElementSize(stage: RefObject<HTMLElement | null>, picture: Picture): void {
  useLayoutEffect(() => {
    const element = stage.current;
    if (!element) return;
    const measure = () => picture.setElement({ width: element.clientWidth, height: element.clientHeight }, devicePixelRatio);
    const observer = new ResizeObserver(measure);
    measure();
    observer.observe(element);
    // Another screen may be finer, and the element no larger.
    window.addEventListener("resize", measure);
    return () => {
      observer.disconnect();
      window.removeEventListener("resize", measure);
    };
  }, [stage, picture]);
}
