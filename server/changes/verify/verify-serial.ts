import type { Duplex } from "node:stream";
import { isOrielError } from "#server/errors.ts";
import type { Steps } from "./steps.ts";
import type { ConsoleToVerify } from "./verify-console.ts";

/** Opens the serial line and closes it again. One that somebody holds is there. */
export async function verifySerial({ openSerial }: ConsoleToVerify, steps: Steps): Promise<void> {
  try {
    await closed(await openSerial());
  } catch (error) {
    if (!isOrielError(error) || error.code !== "console-held") throw error;
  }
  steps.ok("serial");
}

/** Whatever breaks it off from here on: it was open. */
function closed(line: Duplex): Promise<void> {
  return new Promise((resolve) => {
    line
      .on("error", () => {})
      .once("close", () => resolve())
      .destroy();
  });
}
