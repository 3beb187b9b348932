"use client";

import { FileUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { type DragEvent, useEffect, useState } from "react";
import { cx } from "../../ui/cx.ts";
import { isolate } from "../../ui/isolate.ts";
import type { ConsoleSession } from "../session.ts";

type DropPaneProps = { session: ConsoleSession | null; name: string; onDrop: (files: readonly File[]) => void };

/** Takes files that are dropped on the console, and says so while they are held over it. */
export function DropPane({ session, name, onDrop }: DropPaneProps) {
  const t = useTranslations("console.files");
  /** Where they are held: over the page, which takes them here, or over the console, which takes them itself. */
  const [held, setHeld] = useState<"page" | "console" | null>(null);
  useEffect(() => {
    const came = (event: globalThis.DragEvent) => {
      if (event.dataTransfer?.types.includes("Files")) setHeld("page");
    };
    window.addEventListener("dragenter", came);
    const stop = session?.on("drag", (over) => setHeld((now) => (over ? "console" : now === "console" ? null : now)));
    return () => {
      window.removeEventListener("dragenter", came);
      stop?.();
    };
  }, [session]);
  if (!held) return null;
  const allow = (event: DragEvent) => {
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only a pointer can drag; the tool that chooses files is for everybody
    <div
      data-drop
      className={cx("fixed inset-0 z-30 grid place-items-center bg-scrim p-3", held === "console" && "pointer-events-none")}
      onDragEnter={allow}
      onDragOver={allow}
      onDragLeave={(event) => {
        if (event.target === event.currentTarget) setHeld(null);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setHeld(null);
        onDrop([...event.dataTransfer.files]);
      }}
    >
      <p className="pointer-events-none flex items-center gap-3 rounded-pane bg-surface px-5 py-4 font-medium shadow-raised ring-2 ring-accent">
        <FileUp aria-hidden className="size-5 text-accent" />
        {t("drop", { name: isolate(name) })}
      </p>
    </div>
  );
}
