"use client";

import { type ReactNode, type SyntheticEvent, useState } from "react";
import { ContextMenu } from "../ui/menu.tsx";
import type { Row } from "./arrange.ts";
import { MachineMenuItems } from "./machine-menu.tsx";

/** One menu at the pointer for a whole list: it shows what can be done with the machine that was under the pointer. */
export function ListContextMenu({ rows, children }: { rows: readonly Row[]; children: ReactNode }) {
  const [id, setId] = useState<string | null>(null);
  const row = rows.find((one) => one.vm.id === id);
  const note = (event: SyntheticEvent) => {
    const item = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-index]") : null;
    const under = item && rows[Number(item.dataset.index)];
    if (under) setId(under.vm.id);
    // Between two machines there is nothing to act on: the browser's own menu opens.
    else event.stopPropagation();
  };
  return (
    <ContextMenu
      target={
        <div onContextMenuCapture={note} onTouchStartCapture={note}>
          {children}
        </div>
      }
    >
      {row && <MachineMenuItems row={row} />}
    </ContextMenu>
  );
}
