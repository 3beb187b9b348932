import type { AdviceCode, ProblemCode } from "#server/contract/display-codes.ts";
import type { DisplayOptions } from "#server/contract/display-options.ts";
import type { DisplayPlan, Finding } from "#server/contract/display-plan.ts";
import type { DisplaySettings } from "#server/contract/display-settings.ts";
import type { Domain } from "./domain.ts";

/** What a change is judged by. */
export type CheckContext = {
  /** The definition as it is, and what it says. */
  definition: Domain;
  before: DisplaySettings;
  /** What it shall say, with what follows. */
  wanted: DisplaySettings;
  /** The definition as it would be. */
  after: Domain;
  /** What the machine runs with; null where it is off. */
  live: Domain | null;
  options: DisplayOptions;
  now: Date;
};

export type Problem = Finding & { code: ProblemCode };
export type Advice = DisplayPlan["advice"][number] & { code: AdviceCode };

export function problem(code: ProblemCode, path: Finding["path"], values: Finding["values"] = {}): Problem {
  return { code, path, values };
}

export function note(code: AdviceCode, path: Finding["path"], values: Finding["values"] = {}): Advice {
  return { code, path, values, level: "note" };
}

export function warning(code: AdviceCode, path: Finding["path"], values: Finding["values"] = {}): Advice {
  return { code, path, values, level: "warning" };
}

/** The findings whose condition holds. */
export function where<Item>(...findings: readonly (Item | false | null | undefined)[]): Item[] {
  return findings.filter((finding): finding is Item => finding !== false && finding !== null && finding !== undefined);
}
