"use client";

import { Info } from "lucide-react";
import type { FollowId } from "#server/contract/display-plan.ts";
import { useEditor } from "./editor-context.tsx";
import { useSentences } from "./use-sentences.ts";

/** Says beside a setting what the plan makes of it. */
export function FollowNote({ id }: { id: FollowId }) {
  const say = useSentences();
  const follow = useEditor().view.plan?.follows.find((one) => one.id === id);
  if (!follow?.applied) return null;
  return (
    <p className="flex gap-2 text-note text-ink-quiet">
      <Info aria-hidden className="mt-px size-3.5 shrink-0" />
      <span>{say("follow", id, follow.values, follow.action)}.</span>
    </p>
  );
}
