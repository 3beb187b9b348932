import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { ConfigError, originsOf, readConfig } from "#server/config.ts";
import { hypervisorsOf } from "#server/hypervisors/default-uri.ts";
import { createLog } from "#server/log.ts";
import { startRelay } from "./relay.ts";

/** The relay process: the portal's port. Tells its parent where it listens; ends in order at SIGTERM, and when its parent is gone. */
async function main(): Promise<void> {
  const config = readConfig();
  if (!config.internalDir) throw new ConfigError("The relay is started by server/main.ts: npm start, or npm run dev.");
  const log = createLog("relay", config.logLevel);
  const relay = await startRelay({
    config,
    log,
    id: randomUUID(),
    webSocketPath: join(config.internalDir, "web.sock"),
    hypervisors: await hypervisorsOf(config),
    originsAt: (port) => originsOf({ ...config, listen: { ...config.listen, port } }),
  });
  let ending = false;
  const end = async () => {
    if (ending) return;
    ending = true;
    await relay.close();
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, end);
  process.on("disconnect", end);
  process.send?.({ type: "ready", address: relay.address });
}

main().catch((error: NodeJS.ErrnoException) => {
  if (!process.send) throw error;
  process.send({ type: "failed", code: error.code ?? "", message: error.message }, () => process.exit(1));
});
