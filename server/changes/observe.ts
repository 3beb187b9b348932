import { isDeepStrictEqual } from "node:util";
import type { PlannedChange } from "#server/contract/display-plan.ts";
import type { Definition } from "#server/hypervisors/definition.ts";
import { readDomainXml } from "#server/hypervisors/domain-xml.ts";
import type { Seen } from "./change-machine.ts";
import { backOf, type Job } from "./job.ts";
import { liveUpdates } from "./plan/live-update.ts";
import { pendingChanges } from "./plan/pending.ts";
import { readSettings } from "./plan/read-settings.ts";
import { missingSettings } from "./settings-missing.ts";

/** Milliseconds after which what has not been done yet comes too late to be done unasked. */
const LATE_MS = 5 * 60_000;

/** What a machine's definition and run mean for a change. */
export function observe(job: Job, { xml, live, run }: Definition): Seen {
  const missing = job.next === null ? [] : missingIn(xml, job.next);
  return {
    isBefore: xml === job.before,
    isOurs: job.after === null ? xml !== job.before && hasSome(job, missing) : xml === job.after,
    isBack: xml === backOf(job),
    missing,
    run,
    waits: live !== null && (isNewRun(job, run) ? isStill(job, xml, live) : waits(job, xml, live)),
    live: live !== null && job.before !== null && toBeMadeLive(job, xml, live).length > 0,
    late: Date.parse(job.steps.at(-1)?.at ?? "") < Date.now() - LATE_MS,
  };
}

/** Whether a definition has come of a change, although libvirt may have left some of it out. */
function hasSome({ before, next }: Job, missing: readonly string[]): boolean {
  if (missing.length === 0) return true;
  return before !== null && next !== null && missing.length < missingIn(before, next).length;
}

/** The displays of the run as the change has them, where libvirt can make that so at once and has not yet. */
export function toBeMadeLive(job: Job, xml: string, live: string): string[] {
  return liveUpdates(live, xml, job.before).graphics.filter((element) => !live.includes(element));
}

/** What of a definition libvirt has left out of it. */
function missingIn(xml: string, wanted: string): string[] {
  const missing = missingSettings(readSettings(wanted), readSettings(xml));
  const passwords = passwordsOf(xml);
  const lost = passwordsOf(wanted).flatMap((password, index) => (password === passwords[index] ? [] : [`graphics.${index}.password`]));
  return [...new Set([...missing, ...lost])];
}

function passwordsOf(xml: string): (string | null)[] {
  return readDomainXml(xml).graphics.map(({ password }) => password);
}

/** Whether the machine was started since the run that lacks the change. While it is being applied there is no such run yet. */
function isNewRun({ cursor }: Job, run: number | null): boolean {
  return cursor.state !== "applying" && run !== cursor.oldRun;
}

/** Whether a machine that was started runs with what it had before, because its memory had been saved. */
function isStill({ changes }: Job, xml: string, live: string): boolean {
  const atStart = changes.filter(({ effect }) => effect !== "now");
  const pending = pendingChanges(xml, live);
  return atStart.length > 0 && atStart.every((change) => pending.some((other) => isSame(change, other)));
}

/**
 * Whether the run lacks something that came with this change, or with one that it has replaced. What was different before it is not its
 * affair: what somebody else has defined.
 */
function waits(job: Job, xml: string, live: string): boolean {
  const pending = pendingChanges(xml, live);
  if (job.before === null) return pending.length > 0;
  const others = pendingChanges(job.before, live);
  if (job.back !== null) return pending.length > 0;
  return pending.some(
    (change) => job.changes.some((own) => isSame(own, change)) || !others.some((other) => isDeepStrictEqual(other, change)),
  );
}

function isSame(one: PlannedChange, other: PlannedChange): boolean {
  return one.code === other.code && isDeepStrictEqual(one.path, other.path);
}
