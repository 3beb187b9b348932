"use client";

import { FileUp } from "lucide-react";
import { useTranslations } from "next-intl";
import { type DragEvent, useEffect, useState } from "react";
import { isolate } from "../../ui/isolate.ts";
import type { ConsoleSession } from "../session.ts";

type DropPaneProps = { session: ConsoleSession | null; name: string; onDrop: (files: readonly File[]) => void };

/** Takes files that are dropped on the console, and says so while they are held over it. */
export function DropPane({ session, name, onDrop }: DropPaneProps) {
  const t = useTranslations("console.files");
  const [dragging, setDragging] = useState(false);
  useEffect(() => {
    const came = (event: globalThis.DragEvent) => {
      if (event.dataTransfer?.types.includes("Files")) setDragging(true);
    };
    window.addEventListener("dragenter", came);
    // Over a frame of the console the page hears nothing of it.
    const stop = session?.on("drag", setDragging);
    return () => {
      window.removeEventListener("dragenter", came);
      stop?.();
    };
  }, [session]);
  if (!dragging) return null;
  const allow = (event: DragEvent) => {
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only a pointer can drag; the tool that chooses files is for everybody
    <div
      data-drop
      className="fixed inset-0 z-30 grid place-items-center bg-scrim p-3"
      onDragEnter={allow}
      onDragOver={allow}
      onDragLeave={(event) => {
        if (event.target === event.currentTarget) setDragging(false);
      }}
      onDrop={(event) => {
        event.preventDefault();
        setDragging(false);
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
