"use client";

import { Info } from "lucide-react";
import type { Follow, FollowId } from "#server/contract/display-plan.ts";
import { useEditor } from "./editor-context.tsx";
import { useSentences } from "./use-sentences.ts";

/** What comes or goes with the protocol, of those that the plan makes. */
export function useFollow(id: FollowId): Follow | undefined {
  return useEditor().view.plan?.follows.find((follow) => follow.id === id);
}

/** Says beside a setting what the plan makes of it. */
export function FollowNote({ id }: { id: FollowId }) {
  const say = useSentences();
  const follow = useFollow(id);
  if (!follow?.applied) return null;
  return (
    <p className="flex gap-2 text-note text-ink-quiet">
      <Info aria-hidden className="mt-px size-3.5 shrink-0" />
      <span>
        {say("follow", id, follow.values, follow.action)}. {say("follow", id, follow.values, "why")}
      </span>
    </p>
  );
}
