"use client";

import { CopyButton } from "../ui/copy-button.tsx";

/** A command, to be read and copied. */
export function CommandLine({ command }: { command: string }) {
  return (
    <div className="flex items-center gap-2 rounded-inner bg-hover py-1 pr-1 pl-2.5">
      <code dir="ltr" className="min-w-0 flex-1 py-1 font-mono text-note [overflow-wrap:anywhere] whitespace-pre-wrap">
        {command}
      </code>
      <CopyButton text={command} />
    </div>
  );
}
