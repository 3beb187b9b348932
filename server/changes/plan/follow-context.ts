import type { DisplayOptions } from "#server/contract/display-options.ts";
import type { Follow, FollowId } from "#server/contract/display-plan.ts";
import type { DisplaySettings } from "#server/contract/display-settings.ts";
import type { Domain } from "./domain.ts";

/** A change of protocol. */
export type FollowContext = {
  /** The definition as it is. */
  domain: Domain;
  before: DisplaySettings;
  /** What the person wants. */
  wanted: DisplaySettings;
  options: DisplayOptions;
  declined: readonly FollowId[];
  /** Displays that go and that come. */
  leaves: ReadonlySet<string>;
  comes: ReadonlySet<string>;
  /** Displays that there are afterwards. */
  has: ReadonlySet<string>;
};

/** What follows, and how it is made: in the settings, or in the definition where the settings do not speak of it. */
export type Proposal = Omit<Follow, "applied"> & {
  settings?: (settings: DisplaySettings) => DisplaySettings;
  edit?: (domain: Domain) => void;
};
