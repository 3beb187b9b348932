import { type Logger, pino } from "pino";

export type { Logger };

const secrets = ["password", "passwd", "ticket", "token", "cookie", "authorization", "secret"];

/**
 * The process's log: JSON lines on standard error. Fields named like secrets are struck out at the top level and one level
 * down; never put a secret into a message.
 */
export function createLog(process: "main" | "relay" | "web" | "tool", level = "info"): Logger {
  const paths = secrets.flatMap((name) => [name, `*.${name}`]);
  return pino({ level, base: { process }, redact: { paths, censor: "[struck out]" } }, pino.destination({ fd: 2, sync: true }));
}
