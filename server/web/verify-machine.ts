import { holderOf } from "#server/access/holder.ts";
import type { Verify } from "#server/changes/run-change.ts";
import { verifyConsole } from "#server/changes/verify/verify-console.ts";
import type { Config } from "#server/config.ts";
import { OrielError } from "#server/errors.ts";
import { isSpent, type Lock } from "#server/hypervisors/display-password.ts";
import { readDomainXml } from "#server/hypervisors/domain-xml.ts";
import type { Fleet } from "#server/hypervisors/fleet.ts";
import type { Store } from "#server/store/open.ts";

/** Milliseconds that a password is good for with which a display is opened where its own is spent. */
const PASSWORD_MS = 60_000;

type Needed = {
  fleet: Pick<Fleet, "definition" | "freshPassword" | "openSerial">;
  store: Store;
  config: Pick<Config, "displayAuthorities">;
  lock: Lock;
};

/** Opens consoles of changed machines as the relay opens them for people. */
export function verifyMachine({ fleet, store, config, lock }: Needed): Verify {
  return async ({ vm, run, xml, protocol }, report) => {
    const password = protocol === "serial" ? null : await insteadOfSpent(xml, protocol, () => fresh(vm, protocol));
    return verifyConsole(
      {
        xml,
        protocol,
        ...(password !== null && { password }),
        authorities: config.displayAuthorities,
        isHeld: async () => (await holderOf(store, { vm, protocol })) !== null,
        checkRun: () => mustRun(vm, run),
        openSerial: () => fleet.openSerial(vm),
      },
      report,
    );
  };

  async function fresh(vm: string, protocol: "vnc" | "spice"): Promise<string | null> {
    const given = await fleet.freshPassword(vm, protocol, { lock, validMs: PASSWORD_MS });
    return given.state === "set" ? given.password : null;
  }

  async function mustRun(vm: string, run: number): Promise<void> {
    const { run: now } = await fleet.definition(vm);
    if (now !== run) throw new OrielError(now === null ? "machine-off" : "machine-changed");
  }
}

/** null: the display's own password will do. One that cannot be had shows when the display is opened. */
async function insteadOfSpent(xml: string, protocol: "vnc" | "spice", fresh: () => Promise<string | null>): Promise<string | null> {
  const display = readDomainXml(xml).graphics.find(({ type }) => type === protocol);
  return display && isSpent(display.passwordValidTo) ? fresh().catch(() => null) : null;
}
