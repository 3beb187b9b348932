import type { DisplayOptions } from "#server/contract/display-options.ts";
import type { Follow, FollowId } from "#server/contract/display-plan.ts";
import type { DisplaySettings } from "#server/contract/display-settings.ts";
import type { Domain } from "./domain.ts";
import { followAgents, followSharing, followTablet } from "./follow-agents.ts";
import type { FollowContext, Proposal } from "./follow-context.ts";
import { followSound, followSpiceOnly } from "./follow-sound.ts";
import { followVideo } from "./follow-video.ts";

const RULES = [followAgents, followSharing, followSpiceOnly, followSound, followTablet, followVideo];

type Input = {
  domain: Domain;
  before: DisplaySettings;
  wanted: DisplaySettings;
  options: DisplayOptions;
  declined: readonly FollowId[];
};

/** What comes and goes with a change of protocol: for each, whether it is made; the settings with it; and what is edited beside them. */
export function followsOf(input: Input): { follows: Follow[]; settings: DisplaySettings; edit: (domain: Domain) => void } {
  const proposals = proposalsOf(input);
  const made = proposals.filter(({ id }) => !input.declined.includes(id));
  return {
    follows: proposals.map(({ id, action, values, required }) => ({
      id,
      action,
      values,
      required,
      applied: !input.declined.includes(id),
    })),
    settings: made.reduce((settings, proposal) => proposal.settings?.(settings) ?? settings, input.wanted),
    edit: (domain) => {
      for (const proposal of made) proposal.edit?.(domain);
    },
  };
}

function proposalsOf(input: Input): Proposal[] {
  const old = new Set<string>(input.before.graphics.map(({ type }) => type));
  const has = new Set<string>(input.wanted.graphics.map(({ type }) => type));
  const context: FollowContext = { ...input, has, leaves: without(old, has), comes: without(has, old) };
  if (context.leaves.size + context.comes.size === 0) return [];
  return RULES.flatMap((rule) => rule(context));
}

function without(all: ReadonlySet<string>, others: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...all].filter((type) => !others.has(type)));
}
