import { useCallback, useEffect, useRef, useState } from "react";
import type { ChangeRecord, DisplayState } from "#server/contract/display-change.ts";
import { api, toFailure } from "../api.ts";
import { type Goal, isUnderWay } from "./job.ts";

/** How often a job that is under way is looked at, in milliseconds. */
const AGAIN_MS = 600;

export type Job = { record: ChangeRecord; goal: Goal };

export type JobControl = {
  /** The job that is under way, or the last one until the person has read what came of it. */
  job: Job | null;
  busy: boolean;
  /** Follows a job that was started. */
  follow: (record: ChangeRecord, goal: Goal) => void;
  dismiss: () => void;
};

/**
 * Follows a job of the portal until it rests. The job goes on without this page; where the portal does not answer it is asked again.
 * @param onRest called once when the job is no longer under way
 */
export function useJob(id: string, onRest: (record: ChangeRecord) => void): JobControl {
  const [job, setJob] = useState<Job | null>(null);
  const rest = useRef(onRest);
  useEffect(() => {
    rest.current = onRest;
  });
  const watched = job && isUnderWay(job.record) ? job.record.id : null;
  useEffect(() => {
    if (watched === null) return;
    let over = false;
    let timer: ReturnType<typeof setTimeout>;
    const look = async () => {
      const record = await api.get<ChangeRecord>(`/api/vms/${id}/display/changes/${watched}`).catch((thrown) => {
        // A job that is not known any more will not come back.
        if (toFailure(thrown).status === 404) over = true;
        return null;
      });
      if (over) return;
      if (record) setJob((known) => (known?.record.id === record.id ? { ...known, record } : known));
      if (record && !isUnderWay(record)) rest.current(record);
      else timer = setTimeout(look, AGAIN_MS);
    };
    timer = setTimeout(look, AGAIN_MS / 2);
    return () => {
      over = true;
      clearTimeout(timer);
    };
  }, [id, watched]);
  const follow = useCallback((record: ChangeRecord, goal: Goal) => {
    setJob({ record, goal });
    if (!isUnderWay(record) && record.state !== "unproven") rest.current(record);
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
  };
}
