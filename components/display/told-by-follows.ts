import type { Follow, PlannedChange } from "#server/contract/display-plan.ts";

/** The changes that no follow tells already: what comes and goes with the protocol has a list of its own. */
export function notToldByFollows(changes: readonly PlannedChange[], follows: readonly Follow[]): PlannedChange[] {
  const applied = follows.filter(({ applied }) => applied);
  return changes.filter((change) => !applied.some((follow) => tells(follow, change)));
}

function tells({ id, values }: Follow, change: PlannedChange): boolean {
  const [kind] = change.code.split(".");
  switch (id) {
    case "sound":
      return kind === "sound" && isSame(values, change.values);
    case "video":
      return (
        kind === "video" &&
        (change.code === "video.added" || change.code === "video.model" ? isSame(values, change.values) : isLost(change))
      );
    case "audio-backend":
      return kind === "audio";
    case "usb-redirection":
      return kind === "usb-redirection";
    case "spice-port":
      return kind === "spice-port";
    case "spice-agent":
    case "vnc-agent":
      // One agent may become the other.
      return kind === "device" && (change.values.device === "spice-agent" || change.values.device === "vnc-agent");
    default:
      return kind === "device" && change.values.device === id;
  }
}

/** What another model does not have goes with the conversion. */
function isLost({ values }: PlannedChange): boolean {
  return values.after === "";
}

/** Whether a follow and a change are from and to the same; a device that is added has a model only. */
function isSame(follow: Follow["values"], change: PlannedChange["values"]): boolean {
  if ("model" in change) return change.model === follow.after || change.model === follow.before;
  return change.before === follow.before && change.after === follow.after;
}
