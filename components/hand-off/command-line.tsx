"use client";

import { CopyButton } from "../ui/copy-button.tsx";

/** A command, to be read and copied. */
export function CommandLine({ command, label }: { command: string; label?: string }) {
  return (
    <div className="mt-3">
      {label && <p className="mb-1 text-note text-ink-quiet">{label}</p>}
      <div className="flex items-start gap-2 rounded-inner bg-hover py-1.5 pr-1.5 pl-2.5">
        <code dir="ltr" className="min-w-0 flex-1 py-1 font-mono text-note [overflow-wrap:anywhere] whitespace-pre-wrap">
          {command}
        </code>
        <CopyButton text={command} />
      </div>
    </div>
  );
}
