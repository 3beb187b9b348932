"use client";

import { type RefObject, useEffect } from "react";

/** Keeps an element that covers the page to the part of it that is seen: above the keyboard that lies over a phone's page. */
export function useVisualViewport(root: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const { visualViewport } = window;
    const element = root.current;
    if (!visualViewport || !element) return;
    const follow = () => {
      const { height, offsetTop, scale } = visualViewport;
      // Who has zoomed the page looks at a part of it, and the rest is to stay where it is.
      const covered = scale === 1 && height < window.innerHeight;
      element.style.top = covered ? `${offsetTop}px` : "";
      element.style.bottom = covered ? "auto" : "";
      element.style.height = covered ? `${height}px` : "";
    };
    follow();
    visualViewport.addEventListener("resize", follow);
    visualViewport.addEventListener("scroll", follow);
    return () => {
      visualViewport.removeEventListener("resize", follow);
      visualViewport.removeEventListener("scroll", follow);
    };
  }, [root]);
}
