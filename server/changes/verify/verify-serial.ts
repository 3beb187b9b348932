import { once } from "node:events";
import { isOrielError } from "#server/errors.ts";
import type { Steps } from "./steps.ts";
import type { ConsoleToVerify } from "./verify-console.ts";

/** Opens the serial line and closes it again. One that somebody holds is there. */
export async function verifySerial({ openSerial }: ConsoleToVerify, steps: Steps): Promise<void> {
  try {
    const line = await openSerial();
    const closed = once(line, "close");
    line.on("error", () => {}).destroy();
    await closed;
  } catch (error) {
    if (!isOrielError(error) || error.code !== "console-held") throw error;
  }
  steps.ok("serial");
}
