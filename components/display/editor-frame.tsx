import type { ReactNode } from "react";
import { cx } from "../ui/cx.ts";

/** The form, and beside it what would happen; on narrower screens below it, or above it where that is what counts now. */
export function EditorFrame({ form, panel, panelFirst = false }: { form: ReactNode; panel: ReactNode; panelFirst?: boolean }) {
  return (
    <div className="grid items-start gap-8 xl:grid-cols-[minmax(0,1fr)_27rem] 2xl:grid-cols-[minmax(0,1fr)_32rem]">
      <div className="min-w-0">{form}</div>
      <div className={cx("mx-3 min-w-0 max-md:mx-4 xl:sticky xl:top-6 xl:ml-0", panelFirst && "max-xl:order-first")}>{panel}</div>
    </div>
  );
}
