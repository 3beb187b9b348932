import { ConfigError, readConfig } from "#server/config.ts";
import { errorRow, isOrielError } from "#server/errors.ts";
import { openStore } from "#server/store/open.ts";
import { askPassword } from "./ask-password.ts";
import { help, readCommand, UsageError } from "./commands.ts";

/** Runs `npm run user -- ...`. Exit codes: 0 done, 1 it could not be done, 2 it was asked for wrongly. */
async function main(args: string[]): Promise<number> {
  if (["help", "--help", "-h"].includes(args[0] ?? "")) {
    console.log(help);
    return 0;
  }
  try {
    const command = readCommand(args);
    const store = await openStore(readConfig().stateDir);
    try {
      console.log(await command(store, () => askPassword(process.stdin, process.stderr)));
    } finally {
      await store.close();
    }
    return 0;
  } catch (error) {
    console.error(explain(error));
    return error instanceof UsageError || error instanceof ConfigError ? 2 : 1;
  }
}

function explain(error: unknown): string {
  if (error instanceof UsageError) return `${error.message}. All commands: npm run user -- help`;
  if (isOrielError(error)) {
    if (error.code === "bad-request" && error.details) return error.details;
    const { message, action } = errorRow(error.code);
    return [message, action, error.details && `(${error.details})`].filter(Boolean).join(" ");
  }
  return error instanceof Error ? error.message : String(error);
}

process.exitCode = await main(process.argv.slice(2));
