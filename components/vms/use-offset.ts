"use client";

import { type RefObject, useLayoutEffect, useState } from "react";

/** How far down the page an element begins, in pixels; kept right when what is above it grows or shrinks. */
export function useOffset(target: RefObject<HTMLElement | null>): number {
  const [offset, setOffset] = useState(0);
  useLayoutEffect(() => {
    const measure = () => {
      if (target.current) setOffset(target.current.getBoundingClientRect().top + window.scrollY);
    };
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [target]);
  return offset;
}
