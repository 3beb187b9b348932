import {
  Ban,
  CircleAlert,
  CloudOff,
  Ghost,
  Hand,
  Layers,
  LoaderCircle,
  LogIn,
  type LucideIcon,
  MonitorOff,
  Power,
  RotateCw,
  Users,
  Wifi,
} from "lucide-react";
import { type ReactNode, useId } from "react";
import { cx } from "../ui/cx.ts";
import { Details } from "../ui/details.tsx";
import type { Moment } from "./moments.ts";

const icons: Record<Moment, LucideIcon> = {
  connecting: LoaderCircle,
  off: Power,
  starting: LoaderCircle,
  reconnecting: Wifi,
  restarting: RotateCw,
  unreachable: CloudOff,
  "no-display": MonitorOff,
  held: Users,
  taken: Hand,
  revoked: Ban,
  refused: Ban,
  "too-many": Layers,
  "signed-out": LogIn,
  gone: Ghost,
  failed: CircleAlert,
};

type MomentCardProps = {
  moment: Moment;
  title: string;
  text?: string | undefined;
  /** What is counted while it goes on by itself. */
  note?: string | undefined;
  details?: string | undefined;
  /** The next action; the first one is the obvious one. */
  actions: ReactNode;
};

/** A state of the console, over the last picture: what is so, why, and one clear thing to do. */
export function MomentCard({ moment, title, text, note, details, actions }: MomentCardProps) {
  const heading = useId();
  const Icon = icons[moment];
  const brief = moment === "connecting";
  return (
    <div className="pointer-events-none absolute inset-0 z-10 grid place-items-center overflow-y-auto p-4">
      <section
        key={moment}
        aria-labelledby={heading}
        data-moment={moment}
        className={cx(
          "pointer-events-auto flex max-w-sm flex-col items-center rounded-pane bg-surface text-center shadow-raised ring-1 ring-line",
          brief ? "flex-row gap-2.5 py-2 pr-4 pl-3 transition-opacity delay-400 starting:opacity-0" : "w-full gap-1 px-6 pt-7 pb-6",
        )}
      >
        <Icon
          aria-hidden
          className={cx("shrink-0 text-ink-quiet", brief ? "size-4" : "mb-2 size-7", Icon === LoaderCircle && "motion-safe:animate-spin")}
        />
        <h2 id={heading} className={brief ? "font-medium" : "text-read font-semibold"}>
          {title}
        </h2>
        {text && <p className="text-ink-quiet text-balance">{text}</p>}
        {note && <p className="mt-1 text-note text-ink-quiet">{note}</p>}
        <div className="mt-5 flex flex-wrap justify-center gap-2 empty:hidden">{actions}</div>
        {details && (
          <div className="w-full text-left">
            <Details text={details} />
          </div>
        )}
      </section>
    </div>
  );
}
