import { chmodSync, rmSync } from "node:fs";
import type { Server } from "node:http";
import { join } from "node:path";
import { ConfigError, readConfig } from "#server/config.ts";
import { createLog } from "#server/log.ts";
import { hostNext } from "./host.ts";
import { openRuntime } from "./open-runtime.ts";
import { shareRuntime } from "./runtime.ts";

/**
 * The web process: pages and API on `<internalDir>/web.sock`, for the relay only. Tells its parent `{type: "ready"}`, or
 * `{type: "failed"}` and why; ends in order at SIGTERM, and when its parent is gone.
 */
async function main(): Promise<void> {
  const config = readConfig();
  if (!config.internalDir) throw new ConfigError("The web process is started by server/main.ts: npm start, or npm run dev.");
  const log = createLog("web", config.logLevel);
  const { runtime, endStreams, close } = await openRuntime(config, log);
  shareRuntime(runtime);
  const host = await hostNext(config, log);
  await listen(host.server, join(config.internalDir, "web.sock"));

  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    endStreams();
    await host.close();
    await close();
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, end);
  process.on("disconnect", end);
  process.send?.({ type: "ready" });
}

/** Listens on a unix socket that only this user may open; takes over what a crashed process left. */
function listen(server: Server, path: string): Promise<void> {
  rmSync(path, { force: true });
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(path, () => {
      chmodSync(path, 0o600);
      resolve();
    });
  });
}

main().catch((error: NodeJS.ErrnoException) => {
  if (!process.send) throw error;
  process.send({ type: "failed", code: error.code ?? "", message: error.message }, () => process.exit(1));
});
