import type { ReactNode } from "react";
import { Mark } from "../shell/mark.tsx";
import { OtherLanguages } from "./other-languages.tsx";

type EntranceProps = { title: ReactNode; text?: ReactNode; children: ReactNode; foot?: ReactNode };

/** The pages before the portal: one column in the middle pane of an oriel drawn in hairlines. */
export function Entrance({ title, text, children, foot }: EntranceProps) {
  return (
    <main className="relative grid min-h-dvh place-items-center overflow-hidden px-6 py-10">
      <Panes />
      <div className="relative w-full max-w-80">
        <Mark className="-ml-1 size-11 text-accent" />
        <h1 className="mt-6 text-welcome font-semibold">{title}</h1>
        {text && <p className="mt-2 text-ink-quiet">{text}</p>}
        <div className="mt-8">{children}</div>
        {foot && <p className="mt-8 text-note text-ink-quiet text-pretty">{foot}</p>}
        <div className="mt-4">
          <OtherLanguages />
        </div>
      </div>
    </main>
  );
}

/** The frame of the three panes: the middle one upright, the outer two receding. */
function Panes() {
  return (
    <svg
      aria-hidden="true"
      viewBox="0 0 1200 800"
      preserveAspectRatio="xMidYMid slice"
      fill="none"
      className="absolute inset-0 size-full stroke-line max-md:hidden"
    >
      <g vectorEffect="non-scaling-stroke">
        <path d="M380-100V900M820-100V900" />
        <path d="M380 40 60 130V670L380 760M820 40 1140 130V670L820 760" />
        <path d="M380 40H820M380 760H820" />
      </g>
    </svg>
  );
}
