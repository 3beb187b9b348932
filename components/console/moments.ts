import { type ConsoleModel, outwaitsItself } from "./console-machine.ts";

/** A state that is shown over the last picture, each with words of its own and one clear next action. */
export type Moment =
  | "connecting"
  | "off"
  | "starting"
  | "reconnecting"
  | "restarting"
  | "unreachable"
  | "no-display"
  | "held"
  | "taken"
  | "revoked"
  | "refused"
  | "too-many"
  | "signed-out"
  | "gone"
  | "failed";

const byCode: Partial<Record<string, Moment>> = {
  "no-such-display": "no-display",
  "console-held": "held",
  "console-taken": "taken",
  revoked: "revoked",
  "not-allowed": "refused",
  "wrong-origin": "refused",
  "too-many-consoles": "too-many",
  "too-many-attempts": "too-many",
  "not-signed-in": "signed-out",
  "machine-unknown": "gone",
  "host-unknown": "gone",
  "host-unreachable": "unreachable",
  "display-unreachable": "unreachable",
  restarting: "restarting",
  suspended: "reconnecting",
};

/**
 * What to show over the picture; null while it is live.
 * @param starting somebody has asked here for the machine's start
 */
export function momentOf(model: ConsoleModel, starting = false): Moment | null {
  const known = outwaitsItself(model) ? "connecting" : byCode[model.end?.code ?? ""];
  switch (model.phase) {
    case "connected":
      return null;
    case "waiting":
      if (model.machine.gone) return "gone";
      return starting ? "starting" : "off";
    case "retrying":
      return known ?? "reconnecting";
    case "opening":
      if (model.start) return "starting";
      return model.attempts === 0 ? "connecting" : (known ?? "reconnecting");
    case "stopped":
      return known ?? "failed";
  }
}
