import type { DisplayOptions } from "#server/contract/display-options.ts";
import type { DisplayPlan, displayChange } from "#server/contract/display-plan.ts";
import type { z } from "#server/contract/zod.ts";
import { adviseDevices } from "./advise-devices.ts";
import { adviseGraphics } from "./advise-graphics.ts";
import { adviseVideo } from "./advise-video.ts";
import type { CheckContext, Problem } from "./check-context.ts";
import { checkKeys } from "./check-keys.ts";
import { commandsFor, devicesOf } from "./commands.ts";
import { describeChanges } from "./describe.ts";
import { Domain } from "./domain.ts";
import { fingerprint } from "./fingerprint.ts";
import { followsOf } from "./follows.ts";
import { liveElements } from "./live-update.ts";
import { problemsOf } from "./problems.ts";
import { settingsOf } from "./read-settings.ts";
import { rounded, settle } from "./settle.ts";
import { writeSettings } from "./write-settings.ts";
import { diffOf } from "./xml-diff.ts";

type PlanInput = {
  /** The definition, with its secrets. */
  definition: string;
  /** What the machine runs with, with its secrets; null where it is off. */
  live: string | null;
  change: z.output<typeof displayChange>;
  options: DisplayOptions;
  vmName: string;
  now?: Date;
};

/**
 * Plans a change of a machine's screens: what it would do, what keeps it from being made, and the definition that it makes (`xml`, with
 * secrets). Where nothing changes that is the old one to the letter. Nothing is done.
 * @throws {Error} where a text is no domain's XML
 */
export function planChange({ definition, live, change, options, vmName, now = new Date() }: PlanInput): {
  plan: DisplayPlan;
  xml: string;
} {
  const domain = new Domain(definition);
  const before = settingsOf(domain);
  const settled = settle(before, change.settings, options);
  const followed = followsOf({ domain, before, wanted: settled, options, declined: change.declined });
  const { settings: wanted, advice: roundings } = rounded(before, followed.settings);
  // From the text anew, so that the definition itself stays at hand.
  const after = new Domain(definition);
  const kept = devicesOf(after);
  writeSettings(after, before, wanted);
  followed.edit(after);
  const xml = after.toString();
  const context: CheckContext = { definition: domain, before, wanted, after, live: live === null ? null : new Domain(live), options, now };
  const problems = problemsOf(context);
  return {
    plan: {
      base: fingerprint(definition),
      next: fingerprint(xml),
      unchanged: xml === definition,
      problems: [...checkKeys(before, change.settings), ...problems.fresh],
      advice: [...problems.old.map(asAdvice), ...adviseGraphics(context), ...adviseVideo(context), ...adviseDevices(context), ...roundings],
      changes: xml === definition ? [] : describeChanges(definition, xml, live),
      follows: followed.follows,
      settings: settingsOf(new Domain(xml)),
      diff: diffOf(definition, xml),
      commands: xml === definition ? [] : commandsFor({ vmName, before: domain, after, kept, live: liveElements(live, definition, xml) }),
    },
    xml,
  };
}

function asAdvice(old: Problem): DisplayPlan["advice"][number] {
  return { ...old, level: "warning" };
}
