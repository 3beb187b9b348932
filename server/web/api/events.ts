import { liveEvent } from "#server/contract/live.ts";
import { fleetEvents } from "../fleet-events.ts";
import { hostsFor } from "../hosts-for.ts";
import { guarded, nothing } from "./endpoint.ts";

export const streamEvents = guarded({
  method: "GET",
  path: "/api/events",
  id: "streamEvents",
  summary: "Everything once, then every change, as server-sent events",
  description: [
    "Events: `snapshot` (all machines and hypervisors), `changes` (those that changed; `gone` names machines that are no more), " +
      "`ping` every 15 s with nothing in it, and `signed-out` before the stream ends because the sign-in has ended.",
    "The data of `snapshot` and `changes` is JSON as described here. A client that reads slowly gets fewer events with more in each.",
  ].join("\n\n"),
  input: nothing,
  answer: { status: 200, description: "The stream of events", media: "text/event-stream", schema: liveEvent },
  errors: [],
  allows: "vm.list",
  handle({ runtime, request, session }) {
    const standing = async () => {
      const now = await runtime.session(request.headers);
      if (!now) return "ended";
      return now.person.role === session.person.role ? "same" : "changed";
    };
    const body = fleetEvents({
      fleet: runtime.fleet,
      store: runtime.store,
      standing,
      shown: (hosts) => hostsFor(session.person, hosts),
      signal: AbortSignal.any([request.signal, runtime.closing]),
    });
    return new Response(body, {
      headers: {
        "Content-Type": "text/event-stream; charset=utf-8",
        "Cache-Control": "private, no-store, no-transform",
        "X-Accel-Buffering": "no",
      },
    });
  },
});
