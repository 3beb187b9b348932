import { useSyncExternalStore } from "react";
import type { Picture } from "../viewport/picture.ts";
import type { TouchControl } from "./touch-control.ts";

type TouchMarksProps = { picture: Picture; touch: TouchControl; shown: boolean };

/** What a person who touches must see: a trackpad's pointer, and that a long press was heard. */
export function TouchMarks({ picture, touch, shown }: TouchMarksProps) {
  const { pointer, ring } = useSyncExternalStore(
    touch.subscribe,
    () => touch.marks,
    () => touch.marks,
  );
  useSyncExternalStore(
    picture.subscribe,
    () => picture.view,
    () => picture.view,
  );
  if (!shown) return null;
  const place = pointer && picture.placeOf(pointer);
  return (
    <div aria-hidden className="pointer-events-none absolute inset-0 overflow-hidden">
      {place && (
        <svg
          aria-hidden
          data-touch-pointer
          viewBox="0 0 16 24"
          className="absolute top-0 left-0 h-6 w-4 drop-shadow-md"
          style={{ transform: `translate(${place.x}px, ${place.y}px)` }}
        >
          <path d="M1 1v17l4.2-3.8 2.7 6.6 3-1.2-2.7-6.5H14z" fill="#fff" stroke="#000" strokeWidth="1.25" strokeLinejoin="round" />
        </svg>
      )}
      {ring && (
        <span
          data-touch-ring
          className="absolute top-0 left-0 -mt-8 -ml-8 size-16 rounded-full ring-4 ring-accent"
          style={{ transform: `translate(${ring.x}px, ${ring.y}px)` }}
        />
      )}
    </div>
  );
}
