import type { ReactNode } from "react";
import { cx } from "../ui/cx.ts";

type EditorFrameProps = { form: ReactNode; panel: ReactNode; history?: ReactNode; panelFirst?: boolean };

/**
 * The form, and beside it what would happen; on narrower screens that stands below the form, or above it where it is what counts now. What
 * was done before comes last.
 */
export function EditorFrame({ form, panel, history, panelFirst = false }: EditorFrameProps) {
  if (!panel) {
    return (
      <div className="max-w-4xl">
        {form}
        {history}
      </div>
    );
  }
  return (
    <div className="grid gap-x-8 xl:grid-cols-[minmax(0,1fr)_27rem] xl:grid-rows-[auto_1fr] 2xl:grid-cols-[minmax(0,1fr)_32rem]">
      <div className="min-w-0">{form}</div>
      <div className={cx("mx-3 min-w-0 max-xl:mb-6 max-md:mx-4 xl:row-span-2 xl:ml-0", panelFirst && "max-xl:order-first")}>
        <div className="xl:sticky xl:top-6">{panel}</div>
      </div>
      <div className="min-w-0">{history}</div>
    </div>
  );
}
