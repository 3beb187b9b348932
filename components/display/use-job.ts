import { useCallback, useEffect, useRef, useState } from "react";
import type { ChangeRecord, DisplayState } from "#server/contract/display-change.ts";
import { ApiFailure, api, toFailure } from "../api.ts";
import { type Goal, isUnderWay } from "./job.ts";

/** How often a job that is under way is looked at, in milliseconds. */
const AGAIN_MS = 600;

/** `from`: what it came from: this form's edits, something else that was done here, or elsewhere. */
export type Job = { record: ChangeRecord; goal: Goal; from: "edits" | "page" | "elsewhere" };

export type JobControl = {
  /** The job that is under way, or the last one until the person has read what came of it. */
  job: Job | null;
  busy: boolean;
  /** Follows a job that was started. */
  follow: (job: Job) => void;
  dismiss: () => void;
};

/**
 * Follows a job of the portal until it rests. The job goes on without this page; where the portal does not answer it is asked again.
 * @param onRest called once when the job is no longer under way
 */
export function useJob(id: string, onRest: (job: Job) => void): JobControl {
  const [job, setJob] = useState<Job | null>(null);
  const latest = useRef({ onRest, job });
  useEffect(() => {
    latest.current = { onRest, job };
  });
  const watched = job && isUnderWay(job.record) ? job.record.id : null;
  useEffect(() => {
    if (watched === null) return;
    let over = false;
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      const answer = await api.get<ChangeRecord>(`/api/vms/${id}/display/changes/${watched}`).catch(toFailure);
      const { job, onRest } = latest.current;
      if (over || !job) return;
      if (answer instanceof ApiFailure) {
        // A job that is not known any more will not come back.
        if (answer.status === 404) setJob(null);
        else timer = setTimeout(look, AGAIN_MS);
        return;
      }
      const known = { ...job, record: answer };
      setJob(known);
      if (isUnderWay(answer)) timer = setTimeout(look, AGAIN_MS);
      else onRest(known);
    };
    timer = setTimeout(look, AGAIN_MS / 2);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [id, watched]);
  const follow = useCallback((started: Job) => {
    setJob(started);
    if (!isUnderWay(started.record) && started.from !== "elsewhere") latest.current.onRest(started);
  }, []);
  const dismiss = useCallback(() => setJob(null), []);
  return { job, busy: watched !== null, follow, dismiss };
}

/** What a page that is opened shows at once: a job that is under way, or a machine that runs since its last change and shows no console. */
export function jobToShow({ history, settings, running }: DisplayState): Job | null {
  const [last] = history;
  const record = history.find(isUnderWay) ?? (running && last?.state === "unproven" ? last : null);
  if (!record) return null;
  return {
    record,
    goal: { restart: record.state !== "applying", wasRunning: running, protocols: settings.graphics.map(({ type }) => type) },
    from: "elsewhere",
  };
}
