import { displaySettings } from "./display-settings.ts";
import { z } from "./zod.ts";

/** Values that a message names: ports, models, libvirt's own words. */
const values = z.record(z.string(), z.union([z.string(), z.number()]));

/** What may come and go with a change of protocol; each is shown, and each may be declined. */
export const followId = z.enum([
  "spice-agent",
  "vnc-agent",
  "usb-redirection",
  "folder-sharing",
  "smartcard",
  "sound",
  "audio-backend",
  "tablet",
  "video",
  "spice-port",
]);
export type FollowId = z.infer<typeof followId>;

/** What somebody wants changed. */
export const displayChange = z.object({
  /** Fingerprint of the definition that the settings were read from. */
  base: z.string().max(100),
  settings: displaySettings,
  /** Devices that shall stay as the settings have them, although the protocol changes. */
  declined: z.array(followId).max(20).default([]),
});
export type DisplayChange = z.input<typeof displayChange>;

/** Something that keeps a change from being made, or that is good to know: `code` names the sentence, `path` the field. */
export const finding = z.object({
  code: z.string(),
  /** Where in the settings: ["graphics", 0, "port"]; empty: of the whole. */
  path: z.array(z.union([z.string(), z.int()])),
  values,
});
export type Finding = z.infer<typeof finding>;

/** When a change counts: at once, at the next start, or only after power-off and on (a reboot from inside does not do). */
export const effect = z.enum(["now", "next-start", "power-cycle"]);
export type Effect = z.infer<typeof effect>;

export const plannedChange = z.object({
  /** Names the sentence: "graphics.port", "video.model", "device.added" ... */
  code: z.string(),
  path: z.array(z.union([z.string(), z.int()])),
  /** Before and after, and what else the sentence names; never a secret. */
  values,
  effect,
});
export type PlannedChange = z.infer<typeof plannedChange>;

export const follow = z.object({
  id: followId,
  action: z.enum(["add", "remove", "convert"]),
  /** Why it follows, and from what to what. */
  values,
  /** Whether the plan makes it; false: it was declined. */
  applied: z.boolean(),
  /** Whether the machine would not start without it. */
  required: z.boolean(),
});
export type Follow = z.infer<typeof follow>;

/** One line of a unified diff; the numbers are lines of the old and the new text, from 1. Secrets are masked. */
export const diffLine = z.object({
  op: z.enum([" ", "-", "+"]),
  old: z.int().nullable(),
  new: z.int().nullable(),
  text: z.string(),
});
export type DiffLine = z.infer<typeof diffLine>;

/** The same change with libvirt's own programs; passwords stand as $PASSWORD. */
export const equivalentCommand = z.object({ tool: z.enum(["virt-xml", "virt-install", "virsh"]), command: z.string() });

export const displayPlan = z.object({
  base: z.string(),
  /** Fingerprint of the definition as it would be; it is given back to apply exactly this. */
  next: z.string(),
  /** Whether there is nothing to do. */
  unchanged: z.boolean(),
  /** Each keeps the change from being made. */
  problems: z.array(finding),
  /** Worth a thought; the change can be made. */
  advice: z.array(finding.extend({ level: z.enum(["note", "warning"]) })),
  changes: z.array(plannedChange),
  follows: z.array(follow),
  /** The settings with what follows. */
  settings: displaySettings,
  diff: z.array(diffLine),
  commands: z.array(equivalentCommand),
});
export type DisplayPlan = z.infer<typeof displayPlan>;
