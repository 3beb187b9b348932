import { join } from "node:path";
import { createSteps } from "../.ci/steps.mjs";
import { DEMO_EMAIL, ensureAdmin, generatePassword } from "./admin.ts";
import { buildGuests, type GuestImages, guests, guestsAreBuilt, publishGuests } from "./guests/build.ts";
import { chooseHypervisor, type DemoHypervisor, leftHypervisors, removeHypervisors } from "./hypervisor.ts";
import { kvmWorks } from "./kvm.ts";
import { putUp, takeDown } from "./machines.ts";
import { listenSettings, networkLines } from "./network.ts";
import { makePlace } from "./place.ts";
import { type Portal, startPortal } from "./portal.ts";
import { forgetState, portalPid, readState, signInBlock, stateDirectory, writePortalPid, writeState } from "./state.mjs";

const HELP = `npm run demo              real machines, and the portal to them for this machine
npm run demo -- --network the same for every device of this network, over https: try it from a phone
npm run demo -- --down    removes the machines and everything else the demo has made`;

async function up(network: boolean): Promise<void> {
  // bootstrap.mjs has done the first steps.
  const [done, total, startedAt] = (process.env.ORIEL_DEMO_STEPS ?? `0/4/${Date.now()}`).split("/").map(Number);
  const step = createSteps({ total: total ?? 4, done: done ?? 0, startedAt: startedAt ?? Date.now() });

  const images = await step("The machines' systems", async (say) => {
    if (!(await guestsAreBuilt(guests))) say("from Debian's packages: downloads some 300 MB once");
    const small = await buildGuests(["tiny", "painter"], say);
    return { ...small, ...(await buildDesktop(say)) };
  });
  const hypervisor = await step("The hypervisor", async (say) => {
    const chosen = await chooseHypervisor();
    say(
      chosen.own ? `no system libvirt that can be used here: one of the demo's own, ${chosen.uri}` : `the system's libvirt, ${chosen.uri}`,
    );
    return chosen;
  });
  await step("The machines", async (say) => {
    makePlace(hypervisor.images);
    const published = await publishGuests(images, hypervisor.images, { copies: !hypervisor.own });
    const kvm = await kvmWorks(hypervisor, published);
    say(kvm ? "with KVM" : "KVM does not work here: they are emulated, and slower");
    for (const line of await putUp(hypervisor, published, kvm)) say(line);
  });
  const portal = await step("The portal", () => startDemoPortal(hypervisor, network));
  await serve(portal, network ? await networkLines(portal.url, stateDirectory) : []);
}

/** The demo is worth having without its largest machine too, where a system cannot build it. */
async function buildDesktop(say: (text: string) => void): Promise<Partial<GuestImages<"desktop">>> {
  try {
    return await buildGuests(["desktop"], say);
  } catch (error) {
    say(`The desktop is left out. ${error instanceof Error ? error.message : error}`);
    return {};
  }
}

async function startDemoPortal(hypervisor: DemoHypervisor, network: boolean): Promise<Portal> {
  const password = readState()?.password ?? generatePassword();
  await ensureAdmin(stateDirectory, password);
  const portal = await startPortal({
    log: join(stateDirectory, "portal.log"),
    basePath: process.env.ORIEL_BASE_PATH ?? "",
    settings: {
      ...(await listenSettings(network)),
      ORIEL_STATE_DIR: stateDirectory,
      ORIEL_HYPERVISORS: `local=${hypervisor.uri}`,
    },
  });
  writePortalPid(portal.pid);
  writeState({ url: portal.url, email: DEMO_EMAIL, password });
  return portal;
}

/** Says how to sign in, and waits until Ctrl-C or until the portal ends. */
async function serve(portal: Portal, hints: string[]): Promise<void> {
  const state = readState();
  if (state)
    console.log(signInBlock(state, [...hints, "Ctrl-C stops the portal; the machines run on.", "npm run demo -- --down removes them."]));
  const stopped = new Promise<"signal">((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve("signal"));
  });
  const reason = await Promise.race([stopped, portal.ended]);
  if (reason === "signal") {
    console.log("\nStopping the portal. The machines run on: npm run demo -- --down removes them.");
    await portal.stop();
    return;
  }
  throw new Error(`The portal ended by itself (status ${reason}). What it said is in ${join(stateDirectory, "portal.log")}`);
}

async function down(): Promise<void> {
  const pid = portalPid();
  if (pid !== null) {
    process.kill(pid, "SIGTERM");
    while (portalPid() !== null) await new Promise((resolve) => setTimeout(resolve, 100));
    console.log("Stopped the portal.");
  }
  for (const hypervisor of await leftHypervisors()) for (const name of await takeDown(hypervisor)) console.log(`Removed ${name}.`);
  removeHypervisors();
  forgetState();
  console.log("The demo is gone. What was built for it is kept in demo/.guests for the next time.");
}

try {
  const args = process.argv.slice(2);
  if (args.includes("--help")) console.log(HELP);
  else if (args.includes("--down")) await down();
  else if (args.length > 0 && args.join(" ") !== "--network") throw new Error(`There is no option ${args.join(" ")}.\n\n${HELP}`);
  else await up(args.includes("--network"));
} catch (error) {
  console.error(`\n${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
