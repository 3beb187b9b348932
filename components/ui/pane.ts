/** The veil between the page and what stands before it. */
export const scrimClass = "fixed inset-0 z-40 bg-scrim transition-opacity data-ending-style:opacity-0 data-starting-style:opacity-0";

/** A pane that stands before the page: in the middle, and at the bottom edge of a phone. */
export const paneClass =
  "fixed inset-x-0 bottom-0 z-50 max-h-[calc(100dvh-2rem)] overflow-y-auto rounded-t-pane bg-surface p-6 shadow-raised ring-1 ring-line " +
  "pb-[calc(1.5rem+env(safe-area-inset-bottom))] transition-[opacity,translate] data-ending-style:opacity-0 data-starting-style:translate-y-2 data-starting-style:opacity-0 " +
  "sm:inset-x-auto sm:top-1/2 sm:bottom-auto sm:left-1/2 sm:w-[26rem] sm:-translate-x-1/2 sm:-translate-y-1/2 sm:rounded-pane sm:pb-6 " +
  "sm:data-starting-style:translate-y-[calc(-50%+0.5rem)]";
